export { TeamsPage as Page } from '@/features/tenancy'

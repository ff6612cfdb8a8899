export { SessionsPage as Page } from '@/features/tenancy'

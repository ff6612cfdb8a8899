export { MembersPage as Page } from '@/features/tenancy'

export { OrganizationPage as Page } from '@/features/tenancy'

export { AccountMenu, Marks, OrganizationSwitcher } from '@/features/tenancy'

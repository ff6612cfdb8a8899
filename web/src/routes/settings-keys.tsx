export { KeysPage as Page } from '@/features/tenancy'

export { AppearancePage as Page } from '@/features/tenancy'

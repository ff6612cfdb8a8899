export { EnvironmentsPage as Page } from '@/features/deployments'

import { NewDeployment } from '@/features/deployments'

export function Page() {
  return <NewDeployment />
}

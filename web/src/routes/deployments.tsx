import { DeploymentsPage } from '@/features/deployments'
import { useMay } from '@/features/tenancy'

export function Page() {
  const mayDeploy = useMay('deployment.deploy')
  return <DeploymentsPage mayDeploy={mayDeploy} />
}

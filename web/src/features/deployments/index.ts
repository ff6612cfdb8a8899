export { AdviceCard } from './advice-card'
export { CommandBar } from './command/command-bar'
export { DeleteDialog } from './delete-dialog'
export { DeploymentsPage } from './deployments-page'
export { DeploymentPage } from './detail/deployment-page'
export { EnvironmentsPage } from './environments/environments-page'
export { Plan } from './plan'
export {
  hearOfAliases,
  hearOfEnvironments,
  hearOfRollouts,
  refetchDeployments,
  showDeployments,
  useDeployment,
} from './queries'
export { StatusBadge } from './status-badge'
export type { Deployment } from './types'
export { NewDeployment } from './wizard/new-deployment'

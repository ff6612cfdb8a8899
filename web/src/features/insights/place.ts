import type { ListAttentionResponse } from '@/api/gen'
import { paths } from '@/paths'

export type Place = ListAttentionResponse['items'][number]['target']

type Target = { to: string; params?: Record<string, string>; search?: Record<string, string> }

/** The page on which something is found. */
export function target({ kind, id }: Place): Target {
  switch (kind) {
    case 'deployment':
      return id ? { to: paths.deployment, params: { id } } : { to: paths.deployments }
    case 'approval':
      return id ? { to: paths.approval, params: { id } } : { to: paths.approvals }
    case 'agent':
      return id ? { to: paths.agent, params: { slug: id } } : { to: paths.agents }
    case 'budgets':
      return { to: paths.budgets }
    case 'building':
      return { to: paths.building }
    case 'violations':
      return { to: paths.violations, search: { severity: 'critical,high' } }
    case 'providers':
      return { to: paths.settingsProviders }
  }
}

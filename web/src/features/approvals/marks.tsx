import { Badge } from '@/ui/badge'
import { PROPOSAL_STATES, RISK_STATES } from '@/ui/states'
import type { Proposal } from './types'

export function RiskMark({ level }: { level: Proposal['risk']['level'] }) {
  return <Badge {...RISK_STATES[level]} />
}

export function StatusMark({ status }: { status: Proposal['status'] }) {
  return <Badge {...PROPOSAL_STATES[status]} />
}

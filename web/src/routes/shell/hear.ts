import type { QueryClient } from '@tanstack/react-query'
import { hearOfAgents } from '@/features/agents'
import { hearOfAnnotators } from '@/features/annotators'
import { hearOfProposals } from '@/features/approvals'
import { hearOfDrafts } from '@/features/building/hear'
import { hearOfConnections } from '@/features/connections'
import {
  type Deployment,
  hearOfAliases,
  hearOfEnvironments,
  hearOfRollouts,
  showDeployments,
} from '@/features/deployments'
import { hearOfEvaluations } from '@/features/evaluations'
import { hearOfPolicies, hearOfViolations } from '@/features/governance'
import { refreshInsights } from '@/features/insights'
import { hearOfSpending } from '@/features/metering'
import { hearOfRuns } from '@/features/runtime'
import { hearOfPeople } from '@/features/tenancy'

type Hear = (queries: QueryClient, data: unknown[]) => void

/** The one place where news of the stream meets the features they concern, by the beginning of their name. */
const HEARD: readonly [prefix: string, hear: Hear][] = [
  ['deployment.updated', (queries, data) => showDeployments(queries, data as Deployment[])],
  ['deployment.', refreshInsights],
  ['rollout.', hearOfRollouts],
  ['environment.', hearOfEnvironments],
  ['proposal.', hearOfProposals],
  ['proposal.', refreshInsights],
  ['alias.', hearOfAliases],
  ['agent.', refreshInsights],
  ['agent.', hearOfAgents],
  ['draft.', hearOfDrafts],
  ['connection.changed', hearOfConnections],
  ['policy.', hearOfPolicies],
  ['violation.', hearOfViolations],
  ['violation.', refreshInsights],
  ['budget.', hearOfSpending],
  ['budget.', refreshInsights],
  ['limit.', hearOfSpending],
  ['annotator.changed', hearOfAnnotators],
  ['run.', hearOfRuns],
  ['proposal.', hearOfRuns],
  ['evaluation.', hearOfEvaluations],
  ['dataset.', hearOfEvaluations],
  ['run.told', (queries) => void queries.invalidateQueries({ queryKey: ['chat-thread'] })],
  ['session.ended', hearOfPeople],
  ['member.', hearOfPeople],
  ['team.', hearOfPeople],
  ['organization.', hearOfPeople],
]

export function hear(queries: QueryClient, name: string, data: unknown[]): void {
  for (const [prefix, tell] of HEARD) if (name.startsWith(prefix)) tell(queries, data)
}

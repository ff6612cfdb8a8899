import { keepPreviousData, type QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import {
  countActiveDeploymentsQueryKey,
  countPendingApprovalsQueryKey,
  getDeploymentMetricsQueryKey,
  getDeploymentOptions,
  getDeploymentQueryKey,
  getMonthlyCostsQueryKey,
  listAliasesQueryKey,
  listDeploymentKeysQueryKey,
  listDeploymentsOptions,
  listDeploymentsQueryKey,
  listEnvironmentsQueryKey,
  listInstancesQueryKey,
  listRevisionsQueryKey,
  listRolloutsOptions,
  listRolloutsQueryKey,
  listSuggestionsQueryKey,
} from '@/api/gen/@tanstack/react-query.gen'
import { useLiveState } from '@/live/live'
import { patchDetail, patchPage } from './cache'
import type { Query } from './filters'
import { soon } from './soon'
import type { Deployment, Detail, Page } from './types'

const SAFETY_NET_MS = 60_000
const POLL_MS = 5_000

/** How often to ask anyway: seldom while the stream tells, often while it does not. */
export function useRefetchInterval(): number {
  return useLiveState() === 'open' ? SAFETY_NET_MS : POLL_MS
}

/** One page of deployments; the one before stays on screen while the next is loaded. */
export function useDeploymentPage(query: Query) {
  const refetchInterval = useRefetchInterval()
  return useQuery({
    ...listDeploymentsOptions({ query }),
    placeholderData: keepPreviousData,
    refetchInterval,
  })
}

/** How to ask for a deployment, also for one that is deleted: its history stays. */
export function detailOptions(planId: string, ask = true) {
  return queryOptions({ ...getDeploymentOptions({ path: { plan_id: planId } }), enabled: ask })
}

export function useDetail(planId: string) {
  const refetchInterval = useRefetchInterval()
  return useQuery({ ...detailOptions(planId), refetchInterval })
}

/** One deployment as it is now; none until it is loaded. It is not asked for when only what is known will do. */
export function useDeployment(planId: string, ask = true): Detail | undefined {
  return useQuery(detailOptions(planId, ask)).data
}

/** How to ask for the newest rollouts of a deployment. */
export function rolloutsOptions(planId: string) {
  return listRolloutsOptions({ path: { plan_id: planId } })
}

/** Puts newer states into everything that is loaded, and has asked for anew what depends on them. */
export function showDeployments(queries: QueryClient, rows: readonly Deployment[]): void {
  queries.setQueriesData<Page>(
    { queryKey: listDeploymentsQueryKey() },
    (page) => page && patchPage(page, rows),
  )
  for (const row of rows) {
    const queryKey = getDeploymentQueryKey({ path: { plan_id: row.plan_id } })
    queries.setQueryData<Detail>(queryKey, (detail) => detail && patchDetail(detail, row))
  }
  // What may be done, health and cost are told by no event: the pages that show them ask.
  soon(queries, [
    listDeploymentsQueryKey(),
    countActiveDeploymentsQueryKey(),
    countPendingApprovalsQueryKey(),
    getMonthlyCostsQueryKey(),
    ...rows.flatMap(({ plan_id }) => ofOne(plan_id)),
  ])
}

function ofOne(plan_id: string) {
  const path = { plan_id }
  return [
    getDeploymentQueryKey({ path }),
    listRevisionsQueryKey({ path }),
    listRolloutsQueryKey({ path }),
    listInstancesQueryKey({ path }),
    listDeploymentKeysQueryKey({ path }),
    getDeploymentMetricsQueryKey({ path }),
  ]
}

/** Has everything about deployments fetched again, for changes whose answer carries no row. */
export async function refetchDeployments(queries: QueryClient, planId?: string): Promise<void> {
  const keys = [
    listDeploymentsQueryKey(),
    countActiveDeploymentsQueryKey(),
    countPendingApprovalsQueryKey(),
    ...(planId ? ofOne(planId) : []),
  ]
  await Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey })))
}

/** Has rollouts fetched again that have moved, or whose gates have seen something. */
export function hearOfRollouts(queries: QueryClient, data: unknown[]): void {
  const moved = new Set((data as { plan_id: string }[]).map(({ plan_id }) => plan_id))
  soon(
    queries,
    [...moved].map((plan_id) => listRolloutsQueryKey({ path: { plan_id } })),
  )
}

export function hearOfEnvironments(queries: QueryClient): void {
  void queries.invalidateQueries({ queryKey: listEnvironmentsQueryKey() })
  void queries.invalidateQueries({ queryKey: listSuggestionsQueryKey() })
}

export function hearOfAliases(queries: QueryClient): void {
  void queries.invalidateQueries({ queryKey: listAliasesQueryKey() })
}

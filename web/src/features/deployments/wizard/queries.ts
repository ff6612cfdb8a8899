import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type PlanBody, planChoice } from '@/api/gen'
import { listAgentsOptions, listChoicesOptions } from '@/api/gen/@tanstack/react-query.gen'
import type { CommandAnswer } from '../command/use-command'
import { refetchDeployments, showDeployments } from '../queries'

const SHOWN = 50
const TIMEOUT_MS = 30_000

/** What there is to choose from, with the prices of a region. */
export function useChoices(region: string) {
  return useQuery({
    ...listChoicesOptions({ query: { region: region || null } }),
    placeholderData: keepPreviousData,
  })
}

/** The active agents that a search finds. */
export function useActiveAgents(q: string, ask: boolean) {
  return useQuery({
    ...listAgentsOptions({ query: { q: q || null, status: 'active', sort: 'name', limit: SHOWN } }),
    placeholderData: keepPreviousData,
    enabled: ask,
  })
}

/** Has a plan made and checked; it is kept for a day and carried out only when it is confirmed. */
export function usePlan() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (body: PlanBody): Promise<CommandAnswer> => {
      const { data } = await planChoice({
        body,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        throwOnError: true,
      })
      return data
    },
    onSuccess: ({ result }) => {
      showDeployments(queries, [result.deployment])
      return refetchDeployments(queries, result.plan_id)
    },
  })
}

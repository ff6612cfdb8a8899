import {
  keepPreviousData,
  type QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import {
  changeBudgetMutation,
  changeLimitMutation,
  createBudgetMutation,
  createLimitMutation,
  deleteBudgetMutation,
  deleteLimitMutation,
  findSubjectsOptions,
  getBudgetQueryKey,
  listAttentionQueryKey,
  listBudgetsOptions,
  listBudgetsQueryKey,
  listLimitsOptions,
  listLimitsQueryKey,
} from '@/api/gen/@tanstack/react-query.gen'
import type { Scope } from './types'

const PAGE = 50
const STANDING_MS = 15_000
const WAITING_MS = 3_000

/** One page of budgets. What is spent moves with every call, so it is asked for again; sooner while calls wait. */
export function useBudgets(after: string | undefined) {
  return useQuery({
    ...listBudgetsOptions({ query: { limit: PAGE, cursor: after } }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ waiting }) => waiting > 0) ? WAITING_MS : STANDING_MS,
  })
}

export function useLimits(after: string | undefined) {
  return useQuery({
    ...listLimitsOptions({ query: { limit: PAGE, cursor: after } }),
    placeholderData: keepPreviousData,
  })
}

export function useSubjects(scope: Scope, q: string) {
  return useQuery({
    ...findSubjectsOptions({ query: { scope, q } }),
    placeholderData: keepPreviousData,
    enabled: scope !== 'organization',
  })
}

/** Has everything that budgets and limits decide asked for again. */
export async function refreshSpending(queries: QueryClient): Promise<void> {
  const keys = [
    listBudgetsQueryKey(),
    getBudgetQueryKey({ path: { budget_id: '' } }),
    listLimitsQueryKey(),
    listAttentionQueryKey(),
  ]
  const ids = new Set(keys.map(([{ _id }]) => _id))
  await queries.invalidateQueries({
    predicate: ({ queryKey: [key] }) => ids.has((key as { _id?: string } | undefined)?._id ?? ''),
  })
}

/** News of the stream: a budget was changed, crossed a threshold, or calls wait for it. */
export function hearOfSpending(queries: QueryClient): void {
  void refreshSpending(queries)
}

function useRefreshing() {
  const queries = useQueryClient()
  // Also after a no: somebody else may have been first.
  return { onSettled: () => refreshSpending(queries) }
}

export const useCreateBudget = () => useMutation({ ...createBudgetMutation(), ...useRefreshing() })
export const useChangeBudget = () => useMutation({ ...changeBudgetMutation(), ...useRefreshing() })
export const useDeleteBudget = () => useMutation({ ...deleteBudgetMutation(), ...useRefreshing() })
export const useCreateLimit = () => useMutation({ ...createLimitMutation(), ...useRefreshing() })
export const useChangeLimit = () => useMutation({ ...changeLimitMutation(), ...useRefreshing() })
export const useDeleteLimit = () => useMutation({ ...deleteLimitMutation(), ...useRefreshing() })

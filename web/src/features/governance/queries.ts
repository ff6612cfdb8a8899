import { type QueryClient, useQuery } from '@tanstack/react-query'
import {
  currentSessionQueryKey,
  getPolicySchemaOptions,
  getPolicyVersionOptions,
  listPoliciesOptions,
  listPoliciesQueryKey,
  listPolicyVersionsInfiniteQueryKey,
  listPolicyVersionsQueryKey,
} from '@/api/gen/@tanstack/react-query.gen'
import type { Standing } from './types'

/** Has everything that policies decide asked for again: also what the person may do. */
export async function refreshPolicies(queries: QueryClient): Promise<void> {
  const keys = [
    listPoliciesQueryKey(),
    listPolicyVersionsQueryKey(),
    listPolicyVersionsInfiniteQueryKey(),
    currentSessionQueryKey(),
  ]
  const ids = new Set(keys.map(([{ _id }]) => _id))
  await queries.invalidateQueries({
    predicate: ({ queryKey: [key] }) => ids.has((key as { _id?: string } | undefined)?._id ?? ''),
  })
}

/** News of the stream: somebody applied policies. */
export function hearOfPolicies(queries: QueryClient): void {
  void refreshPolicies(queries)
}

/** A version never changes, so it is asked for once. */
export function useVersion(number: number | undefined) {
  return useQuery({
    ...getPolicyVersionOptions({ path: { number: number ?? 0 } }),
    enabled: number !== undefined && number > 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** The organisation's own policies as they hold; none while they are loaded. */
export function useStanding() {
  const page = useQuery(listPoliciesOptions({ query: { limit: 1 } }))
  const number = page.data?.version
  const version = useVersion(number)
  const standing: Standing | undefined =
    number === 0
      ? { version: 0, text: '' }
      : version.data && { version: version.data.number, text: version.data.text }
  const retry = () => {
    void page.refetch()
    if (version.isError) void version.refetch()
  }
  return { standing, error: page.error ?? version.error, retry }
}

export function useReference() {
  return useQuery({ ...getPolicySchemaOptions(), staleTime: Number.POSITIVE_INFINITY }).data
}

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { ListCallsData } from '@/api/gen'
import { getCallOptions, getUsageOptions, listCallsOptions } from '@/api/gen/@tanstack/react-query.gen'
import type { SearchParams } from '@/search-params'
import { CALL_OUTCOMES } from '@/ui/states'
import type { By, Window } from './types'

const PAGE = 50
/** Single calls are no news of the stream, so that a thousand a second do not wake every browser. */
const CALLS_MS = 5_000
const SUMS_MS = 30_000

export function useUsage(window: Window, by: By) {
  return useQuery({
    ...getUsageOptions({ query: { window, by } }),
    placeholderData: keepPreviousData,
    refetchInterval: SUMS_MS,
  })
}

/** The calls that an address asks for, newest first. */
export function useCalls(asked: SearchParams, after: string | undefined) {
  const { q, model, provider, subject, agent, key, actor, request_id } = asked
  const outcome = asked.outcome && Object.hasOwn(CALL_OUTCOMES, asked.outcome) ? asked.outcome : undefined
  const query = { q, model, provider, subject, agent, key, actor, request_id, outcome, cursor: after }
  return useQuery({
    ...listCallsOptions({ query: { ...(query as ListCallsData['query']), limit: PAGE } }),
    placeholderData: keepPreviousData,
    refetchInterval: after ? false : CALLS_MS,
  })
}

export function useCall(id: string) {
  return useQuery(getCallOptions({ path: { call_id: id } }))
}

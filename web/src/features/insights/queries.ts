import { keepPreviousData, type QueryClient, useQuery } from '@tanstack/react-query'
import {
  chartCallsOptions,
  chartCallsQueryKey,
  chartCostsOptions,
  chartCostsQueryKey,
  getOverviewOptions,
  getOverviewQueryKey,
  listActivityOptions,
  listActivityQueryKey,
  listAttentionOptions,
  listAttentionQueryKey,
} from '@/api/gen/@tanstack/react-query.gen'
import { makeThrottle } from './throttle'

// Calls tell no news of their own, so the figures are also asked for from time to time.
const FIGURES_MS = 30_000
const CHARTS_MS = 120_000
/** Aggregates are asked for at most this often, however much happens. */
const PAUSE_MS = 4_000

export type CallWindow = '24h' | '7d' | '30d'
export type CostWindow = '7d' | '30d' | '90d'

export function useOverview() {
  return useQuery({ ...getOverviewOptions(), refetchInterval: FIGURES_MS })
}

export function useCosts(window: CostWindow) {
  return useQuery({
    ...chartCostsOptions({ query: { window } }),
    placeholderData: keepPreviousData,
    refetchInterval: CHARTS_MS,
  })
}

export function useCalls(window: CallWindow) {
  return useQuery({
    ...chartCallsOptions({ query: { window } }),
    placeholderData: keepPreviousData,
    refetchInterval: CHARTS_MS,
  })
}

export function useAttention() {
  return useQuery({ ...listAttentionOptions(), refetchInterval: FIGURES_MS })
}

export function useActivity() {
  return useQuery({ ...listActivityOptions({ query: { limit: 12 } }), refetchInterval: CHARTS_MS })
}

const throttle = makeThrottle(PAUSE_MS)

/** Has what is on screen of the insights asked for again: at once, but not again before some seconds have passed. */
export function refreshInsights(queries: QueryClient): void {
  throttle(() => {
    const keys = [
      getOverviewQueryKey(),
      chartCostsQueryKey(),
      chartCallsQueryKey(),
      listAttentionQueryKey(),
      listActivityQueryKey(),
    ]
    for (const [{ _id }] of keys) {
      void queries.invalidateQueries({
        predicate: ({ queryKey: [first] }) => (first as { _id?: string } | undefined)?._id === _id,
      })
    }
  })
}

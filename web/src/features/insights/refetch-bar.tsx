import { useIsFetching } from '@tanstack/react-query'
import {
  chartCallsQueryKey,
  chartCostsQueryKey,
  getOverviewQueryKey,
  listActivityQueryKey,
  listAttentionQueryKey,
} from '@/api/gen/@tanstack/react-query.gen'

const OURS = new Set(
  [
    chartCallsQueryKey(),
    chartCostsQueryKey(),
    getOverviewQueryKey(),
    listActivityQueryKey(),
    listAttentionQueryKey(),
  ].map(([{ _id }]) => _id),
)

/** A thin line while figures that are already there are asked for again. */
export function RefetchBar() {
  const asking = useIsFetching({
    predicate: ({ queryKey: [first], state }) =>
      state.data !== undefined && OURS.has((first as { _id: string })._id),
  })
  return (
    <div aria-hidden className="absolute inset-x-0 top-0 h-0.5 overflow-hidden print:hidden">
      {asking > 0 && (
        <span className="block h-full w-1/3 animate-[slide_1.2s_ease-in-out_infinite] bg-accent" />
      )}
    </div>
  )
}

import type { ChartCostsResponse } from '@/api/gen'
import { Card } from '@/ui/card'
import { Chart, type Series } from '@/ui/chart'
import { Failure } from '@/ui/failure'
import { axisMoney, count, money } from '@/ui/figures'
import { Skeleton } from '@/ui/skeleton'
import { WindowChoice } from '@/ui/window-choice'
import { type CostWindow, useCosts } from './queries'

const WINDOWS: Record<CostWindow, string> = { '7d': '7 days', '30d': '30 days', '90d': '90 days' }
const SERIES: readonly Series[] = [
  { key: 'instances', name: 'Instances', colour: 1 },
  { key: 'models', name: 'Model calls', colour: 2 },
]
// What a dry run would have cost was not spent: it is told apart, in the colour of what rests.
const DRY_RUNS: Series = { key: 'dry_runs', name: 'Dry runs (not spent)', colour: 'idle' }
const HEIGHT = 200

type Props = { window: CostWindow; onWindow: (window: CostWindow) => void }

/** What each day cost, by what it was spent on. */
export function CostChart({ window, onWindow }: Props) {
  const { data, error, isFetching, refetch } = useCosts(window)
  return (
    <Card
      title="Cost by day"
      aside={<WindowChoice label="Cost of the last" windows={WINDOWS} value={window} onChange={onWindow} />}
    >
      {data ? (
        <Drawn costs={data} />
      ) : error ? (
        <Failure
          what="The costs could not be loaded"
          error={error}
          busy={isFetching}
          onRetry={() => void refetch()}
        />
      ) : (
        <Skeleton className="w-full" style={{ height: HEIGHT + 36 }} />
      )}
    </Card>
  )
}

function Drawn({ costs }: { costs: ChartCostsResponse }) {
  const total = costs.instance_usd + costs.model_usd
  if (total === 0 && costs.dry_run_usd === 0 && costs.unpriced_calls === 0) {
    return <p className="py-6 text-center text-muted text-sm">Nothing was spent in these days.</p>
  }
  const points = costs.points.map(({ day, instance_usd, model_usd, dry_run_usd }) => ({
    at: day,
    instances: instance_usd,
    models: model_usd,
    dry_runs: dry_run_usd,
  }))
  return (
    <>
      <p className="mb-2 text-muted text-sm tabular-nums">
        <span className="font-medium text-text">{money(total)}</span> in all
        {costs.dry_run_usd > 0 && `, and ${money(costs.dry_run_usd)} that dry runs would have cost`}
        {costs.unpriced_calls > 0 &&
          `; ${count(costs.unpriced_calls)} calls have no known price and are not in it`}
        .
      </p>
      <Chart
        label="Cost by day"
        kind="bar"
        stacked
        points={points}
        series={costs.dry_run_usd > 0 ? [...SERIES, DRY_RUNS] : SERIES}
        format={axisMoney}
        formatAt={day}
        height={HEIGHT}
      />
    </>
  )
}

function day(at: string): string {
  return new Date(`${at}T00:00:00Z`).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  })
}

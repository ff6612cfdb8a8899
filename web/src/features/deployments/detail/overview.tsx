import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { DeploymentMetrics } from '@/api/gen'
import { getDeploymentMetricsOptions } from '@/api/gen/@tanstack/react-query.gen'
import { useSearchParams } from '@/search-params'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Chart, type Point, type Series } from '@/ui/chart'
import { Failure } from '@/ui/failure'
import { Notice } from '@/ui/notice'
import { Skeleton } from '@/ui/skeleton'
import { usd } from '@/ui/usd'
import { useRefetchInterval } from '../queries'
import type { Detail } from '../types'
import { Facts } from './facts'
import { Rendered } from './rendered'
import { USUAL, WINDOWS, type Window, windowOf, writeMoment } from './windows'

const count = new Intl.NumberFormat('en-GB')
const percent = new Intl.NumberFormat('en-GB', { style: 'percent', maximumFractionDigits: 1 })
const milliseconds = (value: number) =>
  value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`

/** Calls, errors, response times and cost over time, where Remit sees the calls; and what runs. */
export function Overview({ detail }: { detail: Detail }) {
  return (
    <>
      {detail.calls_seen ? (
        <Calls detail={detail} />
      ) : (
        <Notice tone="idle" title="Calls to this model go straight to its host">
          Remit does not see them: the instances page shows what the host measures.
        </Notice>
      )}
      <Card title="What runs">
        <Facts detail={detail} />
        {detail.kind === 'model' && <Rendered key={detail.revision} detail={detail} />}
      </Card>
    </>
  )
}

function Calls({ detail }: { detail: Detail }) {
  const [search, change] = useSearchParams()
  const window = windowOf(search.window)
  const refetchInterval = useRefetchInterval()
  const metrics = useQuery({
    ...getDeploymentMetricsOptions({ path: { plan_id: detail.plan_id }, query: { window } }),
    placeholderData: keepPreviousData,
    refetchInterval,
  })
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <fieldset className="flex gap-1">
          <legend className="sr-only">Time shown</legend>
          {WINDOWS.map(({ id, label }) => (
            <Button
              key={id}
              size="small"
              aria-pressed={id === window}
              variant={id === window ? 'outline' : 'ghost'}
              onClick={() => change({ window: id === USUAL ? '' : id }, { replace: true })}
            >
              {label}
            </Button>
          ))}
        </fieldset>
        <span className="text-muted text-xs">Times in UTC</span>
      </div>
      {metrics.isError && (
        <Failure
          what="The figures could not be loaded"
          error={metrics.error}
          busy={metrics.isFetching}
          onRetry={() => void metrics.refetch()}
        />
      )}
      {metrics.data ? (
        <Charts metrics={metrics.data} />
      ) : (
        !metrics.isError && <Skeleton className="h-56 w-full" />
      )}
    </>
  )
}

function Charts({ metrics: { totals, points, window } }: { metrics: DeploymentMetrics }) {
  const times = `p50 ${timed(totals.p50_ms)}, p95 ${timed(totals.p95_ms)}, p99 ${timed(totals.p99_ms)}`
  const drawn = points.map((point) => ({ ...point, answered: point.calls - point.errors }))
  return (
    <div className="grid gap-3 lg:grid-cols-2">
      <OverTime
        title="Calls"
        figure={`${count.format(totals.calls)} calls, ${percent.format(totals.error_rate)} failed`}
        points={drawn}
        window={window}
        series={[
          { key: 'answered', name: 'Answered', colour: 1 },
          { key: 'errors', name: 'Failed', colour: 'bad' },
          { key: 'refused', name: 'Refused', colour: 'warn' },
        ]}
        kind="bar"
        format={(value) => count.format(value)}
      />
      <OverTime
        title="Response times"
        figure={times}
        points={drawn}
        window={window}
        series={[
          { key: 'p50_ms', name: 'p50', colour: 1 },
          { key: 'p95_ms', name: 'p95', colour: 2 },
          { key: 'p99_ms', name: 'p99', colour: 3 },
        ]}
        kind="line"
        format={milliseconds}
      />
      <OverTime
        title="Cost of calls"
        figure={`${usd(totals.cost_usd)}${totals.unpriced > 0 ? `, ${count.format(totals.unpriced)} calls without a known price` : ''}`}
        points={drawn}
        window={window}
        series={[{ key: 'cost_usd', name: 'Cost', colour: 4 }]}
        kind="area"
        format={usd}
      />
      <OverTime
        title="Tokens"
        figure={`${count.format(totals.input_tokens)} in, ${count.format(totals.output_tokens)} out`}
        points={drawn}
        window={window}
        series={[
          { key: 'input_tokens', name: 'In', colour: 1 },
          { key: 'output_tokens', name: 'Out', colour: 5 },
        ]}
        kind="bar"
        format={(value) => count.format(value)}
      />
    </div>
  )
}

type OverTimeProps = {
  title: string
  figure: string
  points: readonly Point[]
  window: Window
  series: readonly Series[]
  kind: 'bar' | 'line' | 'area'
  format: (value: number) => string
}

function OverTime({ title, figure, points, window, series, kind, format }: OverTimeProps) {
  return (
    <Card title={title} aside={<span className="text-muted text-sm tabular-nums">{figure}</span>}>
      <Chart
        label={`${title} over time`}
        points={points}
        series={series}
        kind={kind}
        stacked={kind === 'bar'}
        format={format}
        formatAt={writeMoment(window)}
        height={180}
      />
    </Card>
  )
}

function timed(value: number | null): string {
  return value === null ? '–' : milliseconds(value)
}

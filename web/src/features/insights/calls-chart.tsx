import type { ChartCallsResponse } from '@/api/gen'
import { Card } from '@/ui/card'
import { Chart, type Series } from '@/ui/chart'
import { atBuckets } from '@/ui/chart/moments'
import { Failure } from '@/ui/failure'
import { count, share } from '@/ui/figures'
import { Skeleton } from '@/ui/skeleton'
import { WindowChoice } from '@/ui/window-choice'
import { type CallWindow, useCalls } from './queries'

const WINDOWS: Record<CallWindow, string> = { '24h': '24 hours', '7d': '7 days', '30d': '30 days' }
const SERIES: readonly Series[] = [
  { key: 'answered', name: 'Answered', colour: 1 },
  { key: 'errors', name: 'Errors', colour: 'bad' },
  { key: 'refused', name: 'Refused', colour: 'idle' },
]
const HEIGHT = 160

type Props = { window: CallWindow; onWindow: (window: CallWindow) => void }

/** How often agents and models are called, and how often that fails. */
export function CallsChart({ window, onWindow }: Props) {
  const { data, error, isFetching, refetch } = useCalls(window)
  return (
    <Card
      title="Calls"
      aside={<WindowChoice label="Calls of the last" windows={WINDOWS} value={window} onChange={onWindow} />}
    >
      {data ? (
        <Drawn calls={data} />
      ) : error ? (
        <Failure
          what="The calls could not be loaded"
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

function Drawn({ calls }: { calls: ChartCallsResponse }) {
  if (calls.points.every((point) => point.calls + point.refused === 0)) {
    return <p className="py-6 text-center text-muted text-sm">Nothing was called in this time.</p>
  }
  const points = calls.points.map(({ at, calls: made, errors, refused }) => ({
    at,
    answered: made - errors,
    errors,
    refused,
  }))
  return (
    <>
      <p className="mb-2 text-muted text-sm tabular-nums">
        <span className="font-medium text-text">{count(calls.calls)}</span> calls
        {calls.calls > 0 && `, ${share(calls.errors / calls.calls)} of them failed`}.
      </p>
      <Chart
        label="Calls over time"
        kind="bar"
        stacked
        points={points}
        series={SERIES}
        format={count}
        formatAt={atBuckets(calls.bucket, calls.points.length)}
        height={HEIGHT}
      />
    </>
  )
}

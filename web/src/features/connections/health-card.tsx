import { useQuery } from '@tanstack/react-query'
import { CircleCheck, CircleDashed, OctagonAlert } from 'lucide-react'
import type { ConnectionHealth } from '@/api/gen'
import { getConnectionHealthOptions } from '@/api/gen/@tanstack/react-query.gen'
import { Badge } from '@/ui/badge'
import { Card } from '@/ui/card'
import { Failure } from '@/ui/failure'
import { Moment } from '@/ui/moment'
import { Skeleton } from '@/ui/skeleton'

const LOOK_AGAIN_MS = 3000
const BREAKERS = {
  closed: { tone: 'ok', icon: CircleCheck, word: 'Breaker closed' },
  half_open: { tone: 'warn', icon: CircleDashed, word: 'Breaker half open' },
  open: { tone: 'bad', icon: OctagonAlert, word: 'Breaker open' },
} as const
const count = new Intl.NumberFormat('en-GB')

/** How a provider does now; looked at again every few seconds while somebody looks. */
export function HealthCard({ id }: { id: string }) {
  const { data, error, refetch } = useQuery({
    ...getConnectionHealthOptions({ path: { connection_id: id } }),
    refetchInterval: LOOK_AGAIN_MS,
  })
  return (
    <Card title="How it does" aside={data && <Badge {...BREAKERS[data.breaker]} />}>
      {error && <Failure what="Its state could not be loaded" error={error} onRetry={refetch} />}
      {!data && !error && <Skeleton className="h-24" />}
      {data && <Figures health={data} />}
    </Card>
  )
}

function Figures({ health }: { health: ConnectionHealth }) {
  const { in_flight, waiting, concurrency, calls, retries, failures, refused } = health
  const figures: [string, string][] = [
    ['Under way', `${count.format(in_flight)} of ${count.format(concurrency)}`],
    ['Waiting', count.format(waiting)],
    ['Requests', count.format(calls)],
    ['Retries', count.format(retries)],
    ['Failures', count.format(failures)],
    ['Not let through', count.format(refused)],
  ]
  return (
    <div className="flex flex-col gap-3 text-sm">
      <p aria-live="polite">{SAID[health.breaker]}</p>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-2 sm:grid-cols-3">
        {figures.map(([term, text]) => (
          <div key={term} className="min-w-0">
            <dt className="text-muted">{term}</dt>
            <dd className="font-medium tabular-nums">{text}</dd>
          </div>
        ))}
      </dl>
      {health.last_error && health.last_error_at && (
        <p className="wrap-anywhere">
          <span className="text-muted">Last failure, </span>
          <Moment at={health.last_error_at} />
          <span>: {health.last_error}</span>
        </p>
      )}
      <p className="text-muted text-xs">
        Counts are of the last hour, in the process of Remit that answered this page.
      </p>
    </div>
  )
}

const SAID = {
  closed: 'Calls go through.',
  half_open: 'It failed too often; the next call finds out whether it is back.',
  open: 'It failed too often just now, so it is left alone for a while. Fallbacks answer, where there are some.',
}

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { BuildingFigures, BuildingTimes } from '@/api/gen'
import { buildingFiguresOptions } from '@/api/gen/@tanstack/react-query.gen'
import { Card } from '@/ui/card'
import { Failure } from '@/ui/failure'
import { count, money, share } from '@/ui/figures'
import { Skeleton } from '@/ui/skeleton'
import { Sparkline } from '@/ui/sparkline'
import { took } from './took'

const EVERY_MS = 60_000

/** How building agents goes: what is made, promoted and checked, how long it takes and what it costs. */
export function Building() {
  const { data, error, refetch } = useQuery({ ...buildingFiguresOptions(), refetchInterval: EVERY_MS })
  if (data) return <Shown data={data} />
  if (error) {
    return <Failure what="The figures could not be loaded" error={error} onRetry={() => void refetch()} />
  }
  return <Skeleton className="h-96" />
}

function Shown({ data }: { data: BuildingFigures }) {
  const { promotions } = data
  const ended = promotions.succeeded + promotions.failed
  return (
    <div className="grid gap-4 md:grid-cols-2">
      <Card
        title="Agents made"
        aside={<Sparkline values={data.days.map(({ made }) => made)} className="h-8 w-32" />}
      >
        <Facts
          facts={[
            ['Made in 30 days', count(data.made)],
            ['Of these, came into use', count(data.activated)],
            ['Activation rate', rate(data.activation_rate)],
          ]}
        />
      </Card>
      <Card title="Promotions">
        <Facts
          facts={[
            ['Asked for', count(promotions.asked)],
            ['Succeeded', ended === 0 ? 'none ended' : share(promotions.succeeded / ended)],
            ['Waiting', count(promotions.pending)],
            ['Decided after, at the median', took(seconds(promotions.queue_p50_seconds))],
            ['Decided after, 95 %', took(seconds(promotions.queue_p95_seconds))],
          ]}
        />
      </Card>
      <Times title="Checks of files" times={data.validations} failed="Failed" />
      <Times title="Dry runs" times={data.dry_runs} failed="Failed" />
      <Times title="Smoke runs" times={data.smoke_runs} failed="Failed" />
      <Card title="Cost">
        <Facts
          facts={[
            ['Calls of agents', money(data.cost_usd)],
            [
              'An agent, on average',
              data.cost_per_agent_usd === null ? 'no calls' : money(data.cost_per_agent_usd),
            ],
            ...data.costliest.slice(0, 5).map(({ agent, cost_usd }): Fact => [agent, money(cost_usd)]),
          ]}
        />
      </Card>
      {data.budgets.length > 0 && (
        <Card title="Budgets that are used up most">
          <Facts
            facts={data.budgets.map(
              ({ name, spent_usd, limit_usd }): Fact => [name, `${money(spent_usd)} of ${money(limit_usd)}`],
            )}
          />
        </Card>
      )}
    </div>
  )
}

function Times({ title, times, failed }: { title: string; times: BuildingTimes; failed: string }) {
  return (
    <Card title={title}>
      <Facts
        facts={[
          ['In 30 days', count(times.count)],
          [
            failed,
            times.count === 0
              ? 'none were made'
              : `${share(times.failed / times.count)} (${count(times.failed)})`,
          ],
          ['Median', took(times.p50_ms)],
          ['95 % within', took(times.p95_ms)],
          ['99 % within', took(times.p99_ms)],
        ]}
      />
    </Card>
  )
}

type Fact = readonly [name: string, value: ReactNode]

function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="flex flex-col gap-1.5 text-sm">
      {facts.map(([name, value]) => (
        <div key={name} className="flex min-w-0 justify-between gap-4">
          <dt className="wrap-anywhere min-w-0 text-muted">{name}</dt>
          <dd className="shrink-0 tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function rate(value: number | null): string {
  return value === null ? 'none were made' : share(value)
}

function seconds(value: number | null): number | null {
  return value === null ? null : value * 1000
}

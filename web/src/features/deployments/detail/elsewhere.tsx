import { useQuery } from '@tanstack/react-query'
import { CircleCheck, CircleHelp, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ExternalAgentAnswer } from '@/api/gen'
import { getExternalAgentOptions } from '@/api/gen/@tanstack/react-query.gen'
import { Badge } from '@/ui/badge'
import { Card } from '@/ui/card'
import { Failure } from '@/ui/failure'
import { Moment } from '@/ui/moment'
import { Skeleton } from '@/ui/skeleton'
import type { Detail } from '../types'

const EVERY_MS = 10_000

/** What an agent that runs elsewhere said of itself, and when it was heard of last. */
export function Elsewhere({ detail }: { detail: Detail }) {
  const agent = useQuery({
    ...getExternalAgentOptions({ path: { plan_id: detail.plan_id } }),
    refetchInterval: EVERY_MS,
  })
  const { data } = agent
  if (agent.isError && !data)
    return (
      <Failure
        what="What the agent said of itself could not be loaded"
        error={agent.error}
        busy={agent.isFetching}
        onRetry={() => void agent.refetch()}
      />
    )
  return (
    <Card title="Runs elsewhere" aside={data && <Heard agent={data} />}>
      {data ? <Facts agent={data} /> : <Skeleton className="h-16 w-full" />}
    </Card>
  )
}

function Heard({ agent: { last_seen_at, stale } }: { agent: ExternalAgentAnswer }) {
  if (last_seen_at === null) return <Badge tone="idle" icon={CircleHelp} word="Not heard of yet" />
  if (stale) return <Badge tone="warn" icon={TriangleAlert} word="Stale" />
  return <Badge tone="ok" icon={CircleCheck} word="Heard of" />
}

function Facts({ agent }: { agent: ExternalAgentAnswer }) {
  const { instances, versions, card, last_seen_at, framework, description, model } = agent
  const stale = instances.filter((each) => each.stale).length
  const facts: [string, ReactNode][] = [
    ['Last seen', last_seen_at ? <Moment key="seen" at={last_seen_at} /> : 'Never: the Code tab says how'],
    ['Heartbeat', `Every ${agent.interval_seconds} s`],
    ['Instances', stale > 0 ? `${instances.length}, ${stale} stale` : instances.length],
    ['Version', versions.join(', ')],
    ['Framework', framework],
    ['Called at', model ?? 'Nowhere: it only reports'],
    ['About', description],
    ['Agent card', card && `${card.name} ${card.version}`],
    ['Skills', card?.skills.map(({ name }) => name).join(', ')],
  ]
  return (
    <dl className="grid grid-cols-1 gap-x-6 gap-y-1.5 text-sm sm:grid-cols-2 xl:grid-cols-3">
      {facts
        .filter(([, value]) => value !== '' && value !== null && value !== undefined)
        .map(([name, value]) => (
          <div key={name} className="flex min-w-0 items-center gap-3">
            <dt className="w-24 shrink-0 text-muted">{name}</dt>
            <dd className="wrap-anywhere min-w-0 flex-1">
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
    </dl>
  )
}

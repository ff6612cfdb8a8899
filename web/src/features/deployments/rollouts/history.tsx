import { useQuery } from '@tanstack/react-query'
import type { RolloutAnswer } from '@/api/gen'
import { Badge } from '@/ui/badge'
import { Card } from '@/ui/card'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { Moment } from '@/ui/moment'
import { Skeleton } from '@/ui/skeleton'
import { rolloutsOptions } from '../queries'
import type { Detail } from '../types'
import { Gates } from './gates'
import { ROLLOUT_STATES, STRATEGIES } from './states'

/** All rollouts of a deployment, newest first, each with its moves and what its gates saw last. */
export function Rollouts({ detail }: { detail: Detail }) {
  const { data, isError, error, refetch } = useQuery(rolloutsOptions(detail.plan_id))
  if (isError)
    return <Failure what="The rollouts could not be loaded" error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeleton className="h-24 w-full" />
  if (data.items.length === 0)
    return (
      <EmptyState title="Nothing was rolled out yet">A rollout begins when a plan is carried out.</EmptyState>
    )
  return (
    <ol aria-label="Rollouts, newest first" className="flex flex-col gap-3">
      {data.items.map((rollout) => (
        <li key={rollout.rollout_id}>
          <One rollout={rollout} />
        </li>
      ))}
    </ol>
  )
}

function One({ rollout }: { rollout: RolloutAnswer }) {
  const { revision, stable, state, strategy, measured, started_by, started_at, reason, moves } = rollout
  return (
    <Card title={`Revision ${revision}`} aside={<Badge {...ROLLOUT_STATES[state]} />}>
      <div className="flex flex-col gap-2 text-sm">
        <p className="text-muted">
          {STRATEGIES[strategy]}
          {stable !== null && `, in place of revision ${stable}`}, begun by <bdi>{started_by.name}</bdi>{' '}
          <Moment at={started_at} />
        </p>
        <p className="wrap-anywhere">
          <bdi>{reason}</bdi>
        </p>
        {measured && stable !== null && <Gates measured={measured} revision={revision} stable={stable} />}
        <details>
          <summary className="w-fit cursor-pointer text-muted">{moves.length} moves</summary>
          <ol className="mt-1 flex flex-col">
            {moves.map((move) => (
              <li
                key={`${move.created_at} ${move.to_state} ${move.reason}`}
                className="grid grid-cols-1 gap-x-3 gap-y-1 border-t py-1.5 sm:grid-cols-[8rem_3.5rem_1fr_auto]"
              >
                <span>
                  <Badge {...ROLLOUT_STATES[move.to_state]} turning={false} />
                </span>
                <span className="text-muted tabular-nums">{move.share} %</span>
                <bdi className="wrap-anywhere min-w-0">{move.reason}</bdi>
                <span className="text-muted text-xs">
                  <bdi>{move.actor.name}</bdi>, <Moment at={move.created_at} />
                </span>
              </li>
            ))}
          </ol>
        </details>
      </div>
    </Card>
  )
}

import { Terminal } from 'lucide-react'
import { Badge } from '@/ui/badge'
import { Moment } from '@/ui/moment'
import { DEPLOYMENT_STATES } from '@/ui/states'
import { Calls, callsIn } from './calls'
import type { Detail, Status } from './types'

type Entry = Detail['timeline'][number]

/** Every event of a deployment, newest first: to which state, when, why and by whom; and the calls it led to. */
export function Timeline({ entries }: { entries: readonly Entry[] }) {
  const all = entries.map((entry, place) => ({ entry, place })).reverse()
  return (
    <ol aria-label="Timeline, newest first" className="flex flex-col rounded-lg border bg-surface px-4 py-2">
      {all.map(({ entry, place }) => (
        <Line key={place} entry={entry} />
      ))}
    </ol>
  )
}

function Line({ entry: { from_status, to_status, reason, actor, created_at, data } }: { entry: Entry }) {
  const calls = callsIn(data)
  return (
    <li className="grid grid-cols-1 items-start gap-x-4 gap-y-1 border-b py-2 text-sm last:border-0 sm:grid-cols-[9rem_1fr_auto]">
      {from_status === to_status ? (
        <span className="inline-flex h-5 items-center gap-1 px-2 font-medium text-muted text-xs">
          <Terminal aria-hidden className="size-3.5 shrink-0" />
          {calls.length > 0 ? 'Calls' : 'Note'}
        </span>
      ) : (
        <span>
          <Badge {...DEPLOYMENT_STATES[to_status as Status]} turning={false} />
        </span>
      )}
      <div className="flex min-w-0 flex-col gap-1.5">
        <p className="wrap-anywhere min-w-0">
          <bdi>{reason}</bdi>
        </p>
        {calls.length > 0 && <Calls calls={calls} />}
      </div>
      <p className="wrap-anywhere text-muted text-xs sm:text-right">
        <bdi>{actor.name}</bdi>, <Moment at={created_at} />
      </p>
    </li>
  )
}

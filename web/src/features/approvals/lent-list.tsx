import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { CalendarClock, CircleCheck, CircleSlash, HandHelping, type LucideIcon, Undo2 } from 'lucide-react'
import { useState } from 'react'
import type { ListDelegationsResponse } from '@/api/gen'
import {
  listDelegationsOptions,
  listDelegationsQueryKey,
  revokeDelegationMutation,
} from '@/api/gen/@tanstack/react-query.gen'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { Moment } from '@/ui/moment'
import { Skeleton } from '@/ui/skeleton'
import { Pager, usePaging } from '@/ui/table'
import { toast } from '@/ui/toast'
import type { Tone } from '@/ui/tone'
import { LendDialog } from './lend-dialog'

type Lent = ListDelegationsResponse['items'][number]

const STATES: Record<Lent['state'], { tone: Tone; icon: LucideIcon; word: string }> = {
  holds: { tone: 'ok', icon: CircleCheck, word: 'Holds' },
  planned: { tone: 'idle', icon: CalendarClock, word: 'Planned' },
  ended: { tone: 'idle', icon: CircleSlash, word: 'Ended' },
  revoked: { tone: 'idle', icon: Undo2, word: 'Taken back' },
}

/** Who lets whom decide in their place. */
export function LentList() {
  const paging = usePaging()
  const [lending, setLending] = useState(false)
  const { data, isError, error, isFetching, refetch } = useQuery({
    ...listDelegationsOptions({ query: { limit: 50, cursor: paging.after } }),
    placeholderData: keepPreviousData,
  })
  if (isError && !data) {
    return (
      <Failure
        what="The rights that are lent could not be loaded"
        error={error}
        busy={isFetching}
        onRetry={() => void refetch()}
      />
    )
  }
  if (!data) return <Skeleton className="h-40 w-full rounded-lg" />
  const lend = (
    <Button variant="primary" onClick={() => setLending(true)}>
      <HandHelping aria-hidden />
      Lend my right
    </Button>
  )
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="max-w-prose text-muted text-sm">
          Somebody decides in your place for some days. What either of you asked for stays out of it.
        </p>
        {data.items.length > 0 && lend}
      </div>
      {data.items.length === 0 ? (
        <div className="rounded-lg border bg-surface">
          <EmptyState icon={HandHelping} title="Nobody decides for another" action={lend}>
            Lend your right to decide before you are away, so that nothing waits for you.
          </EmptyState>
        </div>
      ) : (
        <ul aria-label="Lent rights" className="divide-y rounded-lg border bg-surface">
          {data.items.map((lent) => (
            <Row key={lent.id} lent={lent} />
          ))}
        </ul>
      )}
      {(data.next || paging.after) && (
        <Pager {...paging} shown={data.items.length} noun="lent rights" next={data.next} />
      )}
      {lending && <LendDialog onClose={() => setLending(false)} />}
    </div>
  )
}

function Row({ lent }: { lent: Lent }) {
  const queries = useQueryClient()
  const revoke = useMutation({
    ...revokeDelegationMutation(),
    onSuccess: () => toast.success(`${lent.to_member.name} decides for ${lent.from_member.name} no more`),
    onError: () => toast.error('It was not taken back: look at the list again'),
    onSettled: () => void queries.invalidateQueries({ queryKey: listDelegationsQueryKey() }),
  })
  return (
    <li className="flex flex-col gap-1 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="wrap-anywhere font-medium text-sm">
          {lent.to_member.name} for {lent.from_member.name}
        </span>
        <Badge {...STATES[lent.state]} />
        <span className="min-w-0 flex-1 text-muted text-xs">
          <Moment at={lent.starts_at} /> to <Moment at={lent.ends_at} />
        </span>
        {lent.may_revoke && (
          <Button
            size="small"
            busy={revoke.isPending}
            onClick={() => revoke.mutate({ path: { delegation_id: lent.id } })}
            aria-label={`Take back what ${lent.from_member.name} lent ${lent.to_member.name}`}
          >
            Take back
          </Button>
        )}
      </div>
      <p className="wrap-anywhere text-muted text-xs">
        {lent.kinds.length > 0 ? lent.kinds.join(', ') : 'Every kind of change'}: “{lent.reason}”
      </p>
    </li>
  )
}

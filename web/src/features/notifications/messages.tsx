import { Link } from '@tanstack/react-router'
import { MailCheck, Send } from 'lucide-react'
import { useSearchParams } from '@/search-params'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { Select } from '@/ui/form'
import { Moment } from '@/ui/moment'
import { type Column, DataTable, Pager, usePaging } from '@/ui/table'
import { toast } from '@/ui/toast'
import { useMessages, useRedeliver } from './queries'
import type { Message } from './types'
import { MESSAGE_STATES } from './words'

/** What was told lately, to whom, and what became of it. */
export function Messages({ mayWrite }: { mayWrite: boolean }) {
  const paging = usePaging()
  const [{ state }, change] = useSearchParams()
  const { data, error, isFetching, refetch } = useMessages(state, paging.after)
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-muted text-sm">The last 30 days. What fails is tried again for about two days.</p>
        <Select
          aria-label="State"
          value={state ?? ''}
          onChange={(event) => change({ state: event.target.value, after: undefined }, { replace: true })}
          options={[
            { value: '', label: 'Every state' },
            ...Object.entries(MESSAGE_STATES).map(([value, { word }]) => ({ value, label: word })),
          ]}
        />
      </div>
      {error && (
        <Failure
          what="The messages could not be loaded"
          error={error}
          busy={isFetching}
          onRetry={() => void refetch()}
        />
      )}
      {(data || !error) && (
        <DataTable
          label="Messages"
          columns={mayWrite ? [...COLUMNS, AGAIN] : COLUMNS}
          rows={data?.items}
          rowId={({ id }) => id}
          rowName={({ title }) => title}
          empty={
            <EmptyState icon={MailCheck} title="No messages like this">
              As soon as something happens that a notification is about, it is listed here.
            </EmptyState>
          }
        />
      )}
      {(data?.next || paging.after) && (
        <Pager {...paging} shown={data?.items.length ?? 0} noun="messages" next={data?.next} />
      )}
    </>
  )
}

const COLUMNS: readonly Column<Message>[] = [
  {
    id: 'title',
    header: 'Message',
    cell: ({ title, path, notification, recipient }) => (
      <span className="flex min-w-44 flex-col">
        <Link to={path as never} className="wrap-anywhere font-medium hover:underline">
          {title}
        </Link>
        <span className="wrap-anywhere text-muted text-xs">
          {notification}
          {recipient && `, to ${recipient}`}
        </span>
      </span>
    ),
  },
  {
    id: 'state',
    header: 'State',
    cell: ({ state, attempts, next_at, said }) => (
      <span className="flex min-w-28 flex-col items-start gap-0.5">
        <Badge {...MESSAGE_STATES[state]} />
        {state !== 'delivered' && said && (
          <span className="wrap-anywhere line-clamp-3 text-muted text-xs">{said}</span>
        )}
        {state === 'waiting' && attempts > 0 && next_at && (
          <span className="text-muted text-xs">
            Tried {attempts} {attempts === 1 ? 'time' : 'times'}, again <Moment at={next_at} />
          </span>
        )}
      </span>
    ),
  },
  {
    id: 'when',
    header: 'When',
    cell: ({ created_at }) => (
      <span className="whitespace-nowrap text-muted">
        <Moment at={created_at} />
      </span>
    ),
  },
]

const AGAIN: Column<Message> = {
  id: 'again',
  header: 'Send again',
  align: 'end',
  cell: (row) => (row.kind === 'test' ? null : <Again row={row} />),
}

function Again({ row }: { row: Message }) {
  const redeliver = useRedeliver()
  if (row.state === 'waiting' && row.attempts === 0) return null
  const send = () =>
    redeliver.mutate(
      { path: { message_id: row.id } },
      {
        onSuccess: () => toast.success('It is sent once more'),
        onError: () => toast.error('It was not sent: is the notification switched on?'),
      },
    )
  return (
    <Button size="small" busy={redeliver.isPending} onClick={send} aria-label={`Send ${row.title} again`}>
      <Send aria-hidden />
      Again
    </Button>
  )
}

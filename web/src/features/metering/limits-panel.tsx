import { Gauge } from 'lucide-react'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { type Column, DataTable, Pager, usePaging } from '@/ui/table'
import { useLimits } from './queries'
import { RowMenu } from './row-menu'
import type { Limit, Open } from './types'
import { KINDS, nameOfLimit } from './words'

const NUMBER = new Intl.NumberFormat('en-GB')

type Props = { mayWrite: boolean; onOpen: (open: Open<Limit>) => void }

/** Every limit, and what holds where none is set. */
export function LimitsPanel({ mayWrite, onOpen }: Props) {
  const paging = usePaging()
  const { data, error, isFetching, refetch } = useLimits(paging.after)
  return (
    <>
      {data && (
        <p className="text-muted text-sm">
          Where none is set:{' '}
          {data.standard
            .map(({ scope, requests_per_minute }) => {
              const whose = scope === 'organization' ? 'the organisation' : `each ${KINDS[scope]}`
              return `${NUMBER.format(requests_per_minute)} requests a minute for ${whose}`
            })
            .join(', ')}
          .
        </p>
      )}
      {error && (
        <Failure
          what="The limits could not be loaded"
          error={error}
          busy={isFetching}
          onRetry={() => void refetch()}
        >
          Calls are still held to them.
        </Failure>
      )}
      {(data || !error) && (
        <DataTable
          label="Limits"
          columns={COLUMNS}
          rows={data?.items}
          rowId={({ id }) => id}
          rowName={nameOfLimit}
          {...(mayWrite && {
            menu: (row: Limit) => (
              <RowMenu name={`the limit of ${nameOfLimit(row)}`} row={row} onOpen={onOpen} />
            ),
          })}
          empty={
            <EmptyState
              icon={Gauge}
              title="No limits of your own yet"
              command="remit limits set --every key --requests 60"
              action={mayWrite && <Button onClick={() => onOpen({ dialog: 'add' })}>Set a limit</Button>}
            >
              A limit says how many requests or tokens a minute may take, and how many calls may run at once.
            </EmptyState>
          }
        />
      )}
      {(data?.next || paging.after) && (
        <Pager {...paging} shown={data?.items.length ?? 0} noun="limits" next={data?.next} />
      )}
    </>
  )
}

const COLUMNS: readonly Column<Limit>[] = [
  {
    id: 'for',
    header: 'For',
    cell: (limit) => (
      <span className="flex min-w-32 flex-col">
        <span className="wrap-anywhere font-medium">{nameOfLimit(limit)}</span>
        <span className="text-muted text-xs">
          {limit.subject_live ? KINDS[limit.scope] : `${KINDS[limit.scope]}, gone`}
        </span>
      </span>
    ),
  },
  {
    id: 'requests',
    header: 'Requests/min',
    align: 'end',
    cell: (each) => quota(each.requests_per_minute),
  },
  { id: 'tokens', header: 'Tokens/min', align: 'end', cell: (each) => quota(each.tokens_per_minute) },
  { id: 'concurrency', header: 'At once', align: 'end', cell: (each) => quota(each.concurrency) },
]

function quota(count: number | null) {
  if (count !== null) return NUMBER.format(count)
  return (
    <span className="text-muted">
      <span aria-hidden>–</span>
      <span className="sr-only">not set</span>
    </span>
  )
}

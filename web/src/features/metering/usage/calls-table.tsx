import { Link } from '@tanstack/react-router'
import { Badge } from '@/ui/badge'
import { EmptyState } from '@/ui/empty-state'
import { count } from '@/ui/figures'
import { Moment } from '@/ui/moment'
import { CALL_OUTCOMES } from '@/ui/states'
import { type Column, DataTable } from '@/ui/table'
import { smallUsd } from '@/ui/usd'
import { ms } from './totals'
import type { Call } from './types'
import { partyName } from './words'

type Props = { rows: readonly Call[] | undefined; busy: boolean; narrowed: boolean }

export function CallsTable({ rows, busy, narrowed }: Props) {
  return (
    <DataTable
      label="Calls"
      columns={COLUMNS}
      rows={rows}
      rowId={({ id }) => id}
      rowName={({ id }) => id}
      busy={busy}
      empty={
        narrowed ? (
          <EmptyState title="No call is like this">Take a filter away.</EmptyState>
        ) : (
          <EmptyState title="Nothing was called yet" command="remit usage calls">
            Every call is written here with what it used and what it cost.
          </EmptyState>
        )
      }
    />
  )
}

const COLUMNS: readonly Column<Call>[] = [
  {
    id: 'at',
    header: 'When',
    className: 'whitespace-nowrap',
    cell: ({ id, at }) => (
      <Link
        to="."
        search={((before: object) => ({ ...before, call: id })) as never}
        resetScroll={false}
        className="hover:underline"
      >
        <Moment at={at} />
      </Link>
    ),
  },
  {
    id: 'outcome',
    header: 'Outcome',
    cell: ({ outcome, error }) => (
      <div>
        <Badge {...CALL_OUTCOMES[outcome]} />
        {error && <p className="wrap-anywhere mt-0.5 text-muted text-xs">{error.replaceAll('-', ' ')}</p>}
      </div>
    ),
  },
  {
    id: 'about',
    header: 'Called',
    className: 'max-md:hidden',
    cell: ({ subject, agent }) => (
      <div className="wrap-anywhere line-clamp-2">
        {partyName(subject)}
        {agent?.name && agent.name !== subject.name && <p className="text-muted text-xs">{agent.name}</p>}
      </div>
    ),
  },
  {
    id: 'caller',
    header: 'Caller',
    className: 'max-lg:hidden',
    cell: ({ caller }) => <span className="wrap-anywhere line-clamp-2">{partyName(caller)}</span>,
  },
  {
    id: 'model',
    header: 'Model',
    className: 'max-lg:hidden',
    cell: ({ model, fallback_from }) => (
      <div className="wrap-anywhere">
        {model || '–'}
        {fallback_from && <p className="text-muted text-xs">instead of {fallback_from}</p>}
      </div>
    ),
  },
  {
    id: 'time',
    header: 'Time',
    align: 'end',
    className: 'whitespace-nowrap max-sm:hidden',
    cell: ({ duration_ms }) => ms(duration_ms),
  },
  {
    id: 'tokens',
    header: 'Tokens in, out',
    align: 'end',
    className: 'whitespace-nowrap max-xl:hidden',
    cell: ({ input_tokens, output_tokens }) => `${count(input_tokens)}, ${count(output_tokens)}`,
  },
  {
    id: 'cost',
    header: 'Cost',
    align: 'end',
    cell: ({ cost_usd, outcome }) =>
      cost_usd === null ? (outcome === 'refused' ? '–' : 'unknown') : smallUsd(cost_usd),
  },
]

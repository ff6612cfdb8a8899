import { Link } from '@tanstack/react-router'
import { ShieldCheck } from 'lucide-react'
import type { SearchParams } from '@/search-params'
import { EmptyState } from '@/ui/empty-state'
import { Moment } from '@/ui/moment'
import { type Column, DataTable } from '@/ui/table'
import { Labels, SeverityBadge, StateBadge } from './violations-marks'
import type { Violation } from './violations-types'
import { DONE, subjectName, where } from './violations-words'

type Props = {
  rows: readonly Violation[] | undefined
  busy: boolean
  /** Something is looked for, so that nothing found means something else than that nothing is wrong. */
  narrowed: boolean
}

export function ViolationsTable({ rows, busy, narrowed }: Props) {
  return (
    <DataTable
      label="Violations"
      columns={COLUMNS}
      rows={rows}
      rowId={({ id }) => id}
      rowName={({ rule }) => rule}
      busy={busy}
      empty={
        narrowed ? (
          <EmptyState icon={ShieldCheck} title="No violation is like this">
            Take a filter away, or look at another state.
          </EmptyState>
        ) : (
          <EmptyState
            icon={ShieldCheck}
            title="No violation is open"
            command="remit violations list --state all"
          >
            When a call goes against a policy, it is written here with the rule and what was seen.
          </EmptyState>
        )
      }
    />
  )
}

/** The page with one thing about its address changed. */
function At({ search, children, className, title }: LinkProps) {
  return (
    <Link
      to="."
      search={((before: object) => ({ ...before, ...search })) as never}
      resetScroll={false}
      title={title}
      className={className}
    >
      {children}
    </Link>
  )
}

type LinkProps = { search: SearchParams; children: React.ReactNode; className?: string; title?: string }

const COLUMNS: readonly Column<Violation>[] = [
  {
    id: 'rule',
    header: 'Rule',
    cell: (row) => (
      <div className="sm:min-w-44">
        <At search={{ violation: row.id }} className="wrap-anywhere font-medium hover:underline">
          {row.rule}
        </At>
        <p className="text-muted text-xs">
          {DONE[row.verdict]}
          {where(row.direction) && `, ${where(row.direction)}`}
        </p>
        <span className="mt-1 flex flex-wrap gap-1 sm:hidden">
          <SeverityBadge severity={row.severity} />
          <StateBadge state={row.state} />
        </span>
      </div>
    ),
  },
  {
    id: 'severity',
    header: 'Severity',
    className: 'max-sm:hidden',
    cell: ({ severity }) => <SeverityBadge severity={severity} />,
  },
  {
    id: 'labels',
    header: 'Seen',
    className: 'max-lg:hidden',
    cell: ({ labels }) => <Labels labels={labels} most={2} />,
  },
  {
    id: 'subject',
    header: 'About',
    className: 'max-md:hidden',
    cell: (row) => (
      <At
        search={{ subject: row.subject, after: undefined }}
        title={`Only of ${row.subject}`}
        className="wrap-anywhere line-clamp-2 hover:underline"
      >
        {subjectName(row)}
      </At>
    ),
  },
  {
    id: 'caller',
    header: 'Caller',
    className: 'max-xl:hidden',
    cell: ({ actor }) => (
      <At
        search={{ actor: actor.ref, after: undefined }}
        title={`Only of ${actor.ref}`}
        className="wrap-anywhere line-clamp-2 hover:underline"
      >
        {actor.name || actor.ref}
      </At>
    ),
  },
  {
    id: 'state',
    header: 'State',
    className: 'max-sm:hidden',
    cell: ({ state }) => <StateBadge state={state} />,
  },
  {
    id: 'when',
    header: 'When',
    align: 'end',
    cell: ({ created_at }) => (
      <span className="whitespace-nowrap text-muted">
        <Moment at={created_at} />
      </span>
    ),
  },
]

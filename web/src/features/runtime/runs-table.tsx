import { Link } from '@tanstack/react-router'
import { Hourglass } from 'lucide-react'
import { paths } from '@/paths'
import { EmptyState } from '@/ui/empty-state'
import { Moment } from '@/ui/moment'
import { type Column, DataTable } from '@/ui/table'
import { RunMark } from './marks'
import type { Run } from './types'

type Props = {
  rows: readonly Run[] | undefined
  busy: boolean
  /** Something is looked for, so that nothing found means something else than that nothing ever waited. */
  narrowed: boolean
  /** On the page of one deployment, which need not be named. */
  ofOne?: boolean
}

export function RunsTable({ rows, busy, narrowed, ofOne = false }: Props) {
  return (
    <DataTable
      label="Runs"
      columns={ofOne ? COLUMNS.filter(({ id }) => id !== 'where') : COLUMNS}
      rows={rows}
      rowId={({ id }) => id}
      rowName={({ agent }) => agent}
      busy={busy}
      empty={
        narrowed ? (
          <EmptyState icon={Hourglass} title="No run is like this">
            Take a filter away, or look at another state.
          </EmptyState>
        ) : (
          <EmptyState icon={Hourglass} title="No run has waited yet" command="remit runs list --all">
            When an agent wants to use a tool that a person has to approve, its run waits and is kept here. An
            agent file says so with <code className="font-mono">approval: always</code>.
          </EmptyState>
        )
      }
    />
  )
}

const COLUMNS: readonly Column<Run>[] = [
  {
    id: 'agent',
    header: 'Run',
    cell: (run) => (
      <div className="sm:min-w-44">
        <Link
          to={paths.run}
          params={{ id: run.id } as never}
          className="wrap-anywhere font-medium hover:underline"
        >
          {run.agent}
        </Link>
        <p className="wrap-anywhere line-clamp-2 font-mono text-muted text-xs">{tools(run)}</p>
        <span className="mt-1 flex sm:hidden">
          <RunMark run={run} />
        </span>
      </div>
    ),
  },
  {
    id: 'status',
    header: 'State',
    className: 'max-sm:hidden',
    cell: (run) => <RunMark run={run} />,
  },
  {
    id: 'where',
    header: 'Where',
    className: 'max-md:hidden',
    cell: ({ deployment_id, environment }) =>
      deployment_id ? (
        <Link to={paths.deployment} params={{ id: deployment_id } as never} className="hover:underline">
          {environment}
        </Link>
      ) : (
        <span className="text-muted">on trial</span>
      ),
  },
  {
    id: 'asked',
    header: 'Asked by',
    className: 'max-md:hidden',
    cell: ({ asked_by: { name }, mine }) => (
      <span className="wrap-anywhere line-clamp-2">{mine ? `${name} (you)` : name}</span>
    ),
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

/** What a run waited for, with the arguments by which one is told from another. */
function tools({ uses }: Run): string {
  return uses.map(({ tool, arguments: given }) => `${tool} ${short(given)}`.trim()).join(', ')
}

const LONGEST = 80

function short(given: Record<string, unknown>): string {
  const text = Object.entries(given)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ')
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

import { Link } from '@tanstack/react-router'
import { ScrollText } from 'lucide-react'
import type { ReactNode } from 'react'
import { paths } from '@/paths'
import { EmptyState } from '@/ui/empty-state'
import { type Column, DataTable } from '@/ui/table'
import { ProofMark } from './proof-mark'
import type { Entry } from './types'
import type { Checks } from './use-checks'
import { utc } from './utc'

type Props = {
  entries: readonly Entry[] | undefined
  checks: Checks
  busy: boolean
  /** Something is looked for, so that nothing found means something else than an empty log. */
  narrowed: boolean
}

/** Entries in words, each with the time as records write it. */
export function EntriesTable({ entries, checks, busy, narrowed }: Props) {
  return (
    <DataTable
      label="Audit entries"
      columns={columns(checks)}
      rows={entries}
      rowId={({ id }) => id}
      rowName={({ title }) => title}
      busy={busy}
      empty={
        narrowed ? (
          <EmptyState icon={ScrollText} title="Nothing in the log is like this">
            Take a filter away, or look at another time.
          </EmptyState>
        ) : (
          <EmptyState icon={ScrollText} title="Nothing has happened yet" command="remit audit list">
            Every command, plan, decision and call is written here, and nothing is ever taken out.
          </EmptyState>
        )
      }
    />
  )
}

function columns(checks: Checks): readonly Column<Entry>[] {
  return [
    {
      id: 'title',
      header: 'What happened',
      cell: (entry) => (
        <What entry={entry}>
          <Link
            to="."
            search={((before: object) => ({ ...before, entry: String(entry.seq) })) as never}
            resetScroll={false}
            className="font-medium hover:underline"
          >
            {entry.title}
          </Link>
        </What>
      ),
    },
    {
      id: 'who',
      header: 'Who',
      className: 'max-sm:hidden print:table-cell',
      cell: ({ actor }) => <span className="line-clamp-2 break-words">{actor.name}</span>,
    },
    {
      id: 'subject',
      header: 'About',
      className: 'max-lg:hidden print:table-cell',
      cell: ({ subject, subject_name }) => (
        <Link
          to={paths.audit}
          search={{ subject } as never}
          title={subject}
          className="wrap-anywhere line-clamp-2 hover:underline"
        >
          {subject_name ?? <span className="font-mono text-xs">{subject}</span>}
        </Link>
      ),
    },
    {
      id: 'proof',
      header: 'Proof',
      className: 'max-md:hidden print:table-cell',
      cell: ({ seq }) =>
        checks.reports.has(seq) ? (
          <ProofMark report={checks.reports.get(seq)} />
        ) : (
          <span className="text-muted">
            <span aria-hidden>–</span>
            <span className="sr-only">Not verified yet</span>
          </span>
        ),
    },
    {
      id: 'time',
      header: 'Time (UTC)',
      cell: ({ time }) => (
        <time dateTime={time} className="text-muted tabular-nums">
          {utc(time)
            .split(' ')
            .map((part) => (
              <span key={part} className="inline-block whitespace-nowrap pr-1">
                {part}
              </span>
            ))}
        </time>
      ),
    },
    {
      id: 'seq',
      header: 'Entry',
      align: 'end',
      className: 'max-md:hidden print:table-cell',
      cell: ({ seq }) => <span className="text-muted">{seq}</span>,
    },
  ]
}

function What({ entry, children }: { entry: Entry; children: ReactNode }) {
  return (
    <div className="sm:min-w-40">
      {children}
      <p className="break-words text-muted text-xs sm:hidden print:hidden">{entry.actor.name}</p>
      {entry.detail && (
        <p className="wrap-anywhere line-clamp-2 text-muted text-xs print:line-clamp-none">{entry.detail}</p>
      )}
    </div>
  )
}

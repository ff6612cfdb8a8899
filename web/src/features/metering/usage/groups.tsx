import { Link } from '@tanstack/react-router'
import { Card } from '@/ui/card'
import { EmptyState } from '@/ui/empty-state'
import { count, money, share } from '@/ui/figures'
import { Select } from '@/ui/form'
import { type Column, DataTable } from '@/ui/table'
import { ms } from './totals'
import type { By, Group, Report } from './types'
import { BY, errorRate, filterOf, groupName } from './words'

type Props = { report: Report | undefined; by: By; busy: boolean; onBy: (by: By) => void }

/** Who or what used most, the dearest first. */
export function Groups({ report, by, busy, onBy }: Props) {
  const left = report ? report.groups - report.items.length : 0
  return (
    <Card
      title="What used most"
      flush
      aside={
        <Select
          aria-label="Added up by"
          className="w-36"
          value={by}
          onChange={({ target }) => onBy(target.value as By)}
          options={Object.entries(BY).map(([value, { label }]) => ({ value, label }))}
        />
      }
    >
      <DataTable
        flush
        label={`Usage by ${BY[by].label.toLowerCase()}`}
        columns={columns(report?.by ?? by)}
        rows={report?.items}
        rowId={({ provider, id }) => `${provider}:${id}`}
        rowName={(group) => groupName(group, by)}
        busy={busy}
        empty={
          <EmptyState title="Nothing was called in this time" command="remit chat AGENT">
            Every call is counted here, whoever makes it.
          </EmptyState>
        }
      />
      {left > 0 && <p className="px-4 py-2 text-muted text-xs">{count(left)} more are not listed.</p>}
    </Card>
  )
}

function columns(by: By): readonly Column<Group>[] {
  return [
    { id: 'name', header: BY[by].label, cell: (group) => <Name group={group} by={by} /> },
    { id: 'calls', header: 'Calls', align: 'end', cell: ({ calls }) => count(calls) },
    {
      id: 'errors',
      header: 'Failed',
      align: 'end',
      className: 'max-sm:hidden',
      cell: (group) => {
        const rate = errorRate(group)
        return rate === null ? '–' : share(rate)
      },
    },
    {
      id: 'tokens',
      header: 'Tokens in, out',
      align: 'end',
      className: 'whitespace-nowrap max-md:hidden',
      cell: ({ input_tokens, output_tokens }) => `${count(input_tokens)}, ${count(output_tokens)}`,
    },
    {
      id: 'time',
      header: 'Median',
      align: 'end',
      className: 'whitespace-nowrap max-sm:hidden',
      cell: ({ p50_ms }) => (p50_ms === null ? '–' : ms(p50_ms)),
    },
    {
      id: 'cost',
      header: 'Cost',
      align: 'end',
      cell: ({ cost_usd, unpriced, calls }) =>
        unpriced > 0 && unpriced === calls ? 'unknown' : `${money(cost_usd)}${unpriced > 0 ? ' +' : ''}`,
    },
  ]
}

function Name({ group, by }: { group: Group; by: By }) {
  const name = groupName(group, by)
  const filter = filterOf(group, by)
  return (
    <div className="min-w-0">
      {filter ? (
        <Link
          to="."
          search={((before: object) => ({ ...before, ...filter, after: undefined })) as never}
          resetScroll={false}
          title={`Only calls of ${name}`}
          className="wrap-anywhere line-clamp-2 font-medium hover:underline"
        >
          {name}
        </Link>
      ) : (
        <span className="text-muted">{name}</span>
      )}
      {group.provider && <p className="text-muted text-xs">{group.provider}</p>}
    </div>
  )
}

import type { RunCall } from '@/api/gen'
import { Badge } from '@/ui/badge'
import { CopyButton } from '@/ui/copy-button'
import { Moment } from '@/ui/moment'
import { CALL_OUTCOMES } from '@/ui/states'
import { type Column, DataTable } from '@/ui/table'
import { smallUsd } from '@/ui/usd'
import type { Detail } from './types'

const count = new Intl.NumberFormat('en-GB')
const UNKNOWN = 'unknown'

/** What the run used of its model: one call until it waited, and one for each time that it went on. */
export function Calls({ run }: { run: Detail }) {
  return (
    <section aria-labelledby="calls" className="flex flex-col gap-3">
      <h2 id="calls" className="flex items-baseline gap-3 font-semibold text-base">
        Calls
        <span className="font-normal text-muted text-sm tabular-nums">
          {run.cost_usd === null ? 'The price is not known' : `${smallUsd(run.cost_usd)} together`}
        </span>
      </h2>
      <DataTable
        label="Calls"
        columns={COLUMNS}
        rows={run.calls}
        rowId={({ id }) => id}
        rowName={({ id }) => id}
        empty={<p className="p-4 text-muted text-sm">Nothing is counted yet.</p>}
      />
    </section>
  )
}

const COLUMNS: readonly Column<RunCall>[] = [
  {
    id: 'at',
    header: 'When',
    className: 'whitespace-nowrap',
    cell: ({ created_at }) => <Moment at={created_at} />,
  },
  {
    id: 'outcome',
    header: 'Outcome',
    cell: ({ outcome }) => <Badge {...CALL_OUTCOMES[outcome]} />,
  },
  {
    id: 'model',
    header: 'Model',
    className: 'max-sm:hidden',
    cell: ({ model }) => <span className="wrap-anywhere">{model || '–'}</span>,
  },
  {
    id: 'tokens',
    header: 'Tokens in, out',
    align: 'end',
    className: 'whitespace-nowrap max-sm:hidden',
    cell: ({ input_tokens, output_tokens }) =>
      `${count.format(input_tokens)}, ${count.format(output_tokens)}`,
  },
  {
    id: 'cost',
    header: 'Cost',
    align: 'end',
    cell: ({ cost_usd, price_as_of }) => (
      <span title={price_as_of ? `Price of ${price_as_of}` : undefined}>
        {cost_usd === null ? UNKNOWN : smallUsd(cost_usd)}
      </span>
    ),
  },
  {
    id: 'call',
    header: 'Call',
    className: 'max-md:hidden',
    cell: ({ id }) => (
      <span className="flex items-center gap-1">
        <code className="max-w-28 truncate font-mono text-xs" title={id}>
          {id}
        </code>
        <CopyButton text={id} label="the call id" />
      </span>
    ),
  },
]

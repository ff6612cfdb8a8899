import { useInfiniteQuery } from '@tanstack/react-query'
import { listAgentVersionsInfiniteOptions } from '@/api/gen/@tanstack/react-query.gen'
import { useSearchParams } from '@/search-params'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Failure } from '@/ui/failure'
import { Select } from '@/ui/form'
import { Moment } from '@/ui/moment'
import { VERSION_STATES } from '@/ui/states'
import { type Column, DataTable } from '@/ui/table'
import { rightTo } from '../queries'
import type { Detail, Version } from '../types'
import { Changes } from './promote-dialog'

type Props = {
  agent: Detail
  onPromote: (version: number) => void
  /** Puts a version's text into the editor, not saved yet. */
  onRestore: (version: number) => void
}

const PAGE = 50

/** Every version, the differences between any two, and the way back to each. */
export function Versions({ agent, onPromote, onRestore }: Props) {
  const { slug } = agent
  const found = useInfiniteQuery({
    ...listAgentVersionsInfiniteOptions({ path: { slug }, query: { limit: PAGE } }),
    initialPageParam: { path: { slug } },
    getNextPageParam: ({ next }) => (next ? { path: { slug }, query: { cursor: next } } : undefined),
  })
  const versions = found.data?.pages.flatMap(({ items }) => items)
  const [mayPromote, mayWrite] = [rightTo(agent, 'promote'), rightTo(agent, 'write')]
  const columns: readonly Column<Version>[] = [
    ...COLUMNS,
    {
      id: 'actions',
      header: 'Actions',
      align: 'end',
      cell: ({ number, status }) => (
        <span className="flex justify-end gap-1.5">
          {mayWrite.allowed && number !== agent.version.number && (
            <Button
              size="small"
              variant="ghost"
              aria-label={`Restore version ${number} as draft`}
              onClick={() => onRestore(number)}
            >
              Restore as draft
            </Button>
          )}
          {mayPromote.allowed && status !== 'active' && (
            <Button size="small" aria-label={`Promote version ${number}…`} onClick={() => onPromote(number)}>
              Promote…
            </Button>
          )}
        </span>
      ),
    },
  ]
  return (
    <div className="flex flex-col gap-4">
      {found.isError && (
        <Failure
          what="The versions could not be loaded"
          error={found.error}
          onRetry={() => void found.refetch()}
        />
      )}
      <DataTable
        label="Versions"
        columns={columns}
        rows={versions}
        rowId={({ number }) => String(number)}
        rowName={({ number }) => `version ${number}`}
        busy={found.isFetching}
        empty={null}
      />
      {found.hasNextPage && (
        <Button
          className="self-center"
          busy={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          Older versions
        </Button>
      )}
      {versions && versions.length > 1 && <Compare agent={agent} versions={versions} />}
    </div>
  )
}

const COLUMNS: readonly Column<Version>[] = [
  {
    id: 'number',
    header: 'Version',
    cell: ({ number }) => <span className="font-medium tabular-nums">{number}</span>,
  },
  { id: 'status', header: 'Status', cell: ({ status }) => <Badge {...VERSION_STATES[status]} /> },
  { id: 'by', header: 'Saved by', cell: ({ created_by }) => created_by.name },
  {
    id: 'made',
    header: 'Saved',
    cell: ({ created_at }) => <Moment at={created_at} />,
    className: 'whitespace-nowrap max-sm:hidden',
  },
  {
    id: 'activated',
    header: 'Activated',
    cell: ({ activated_at }) => (activated_at ? <Moment at={activated_at} /> : '–'),
    className: 'whitespace-nowrap max-md:hidden',
  },
]

/** The difference between two versions of choice: at first what the newest changes in the active one. */
function Compare({ agent, versions }: { agent: Detail; versions: readonly Version[] }) {
  const [params, change] = useSearchParams()
  const numbers = versions.map(({ number }) => number)
  const newest = agent.version.number
  const usual =
    agent.active_version !== null && agent.active_version !== newest ? agent.active_version : numbers[1]
  const before = chosen(numbers, params.against) ?? usual ?? newest
  const after = chosen(numbers, params.version) ?? newest
  const options = numbers.map((number) => ({ value: String(number), label: `Version ${number}` }))
  return (
    <Card
      title="Compare"
      aside={
        <span className="flex items-center gap-2 text-sm">
          <Select
            aria-label="From"
            value={String(before)}
            onChange={({ target }) => change({ against: target.value }, { replace: true })}
            options={options}
          />
          to
          <Select
            aria-label="To"
            value={String(after)}
            onChange={({ target }) => change({ version: target.value }, { replace: true })}
            options={options}
          />
        </span>
      }
    >
      <Changes slug={agent.slug} before={before} after={after} />
    </Card>
  )
}

function chosen(numbers: readonly number[], text: string | undefined): number | undefined {
  return numbers.find((number) => String(number) === text)
}

import { useInfiniteQuery } from '@tanstack/react-query'
import { CircleCheck, History as Past } from 'lucide-react'
import { listPolicyVersionsInfiniteOptions } from '@/api/gen/@tanstack/react-query.gen'
import { useSearchParams } from '@/search-params'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Diff } from '@/ui/diff'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { Select } from '@/ui/form'
import { Moment } from '@/ui/moment'
import { Skeleton } from '@/ui/skeleton'
import { type Column, DataTable } from '@/ui/table'
import { useVersion } from './queries'
import type { Version } from './types'

const PAGE = 50

type Props = { mayWrite: boolean; onRestore: (number: number) => void }

/** Every version, what changed between any two, and the way back to each. */
export function History({ mayWrite, onRestore }: Props) {
  const found = useInfiniteQuery({
    ...listPolicyVersionsInfiniteOptions({ query: { limit: PAGE } }),
    initialPageParam: { query: { limit: PAGE } },
    getNextPageParam: ({ next }) => (next ? { query: { limit: PAGE, cursor: next } } : undefined),
  })
  const versions = found.data?.pages.flatMap(({ items }) => items)
  const back: Column<Version> = {
    id: 'back',
    header: 'Actions',
    align: 'end',
    cell: ({ number, current }) =>
      !current && (
        <Button size="small" aria-label={`Bring version ${number} back…`} onClick={() => onRestore(number)}>
          Bring back…
        </Button>
      ),
  }
  return (
    <>
      {found.isError && (
        <Failure
          what="The versions could not be loaded"
          error={found.error}
          busy={found.isFetching}
          onRetry={() => void found.refetch()}
        />
      )}
      {!(found.isError && versions === undefined) && (
        <DataTable
          label="Versions"
          columns={mayWrite ? [...COLUMNS, back] : COLUMNS}
          rows={versions}
          rowId={({ number }) => String(number)}
          rowName={({ number }) => `version ${number}`}
          empty={
            <EmptyState icon={Past} title="Nothing was applied yet" command="remit policies history">
              Only the built-in policies hold. Every change of yours is kept here.
            </EmptyState>
          }
        />
      )}
      {found.hasNextPage && (
        <Button
          className="self-center"
          busy={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          Older versions
        </Button>
      )}
      {versions && versions.length > 0 && <Compare versions={versions} />}
    </>
  )
}

const COLUMNS: readonly Column<Version>[] = [
  {
    id: 'number',
    header: 'Version',
    cell: ({ number, current }) => (
      <span className="flex flex-wrap items-center gap-1.5">
        <span className="font-medium tabular-nums">{number}</span>
        {current && <Badge tone="ok" icon={CircleCheck} word="Holds" />}
      </span>
    ),
  },
  {
    id: 'note',
    header: 'Note',
    cell: ({ note, restores }) => (
      <span className="wrap-anywhere line-clamp-3">
        {note || (restores ? `Brings back version ${restores}` : <span className="text-muted">–</span>)}
      </span>
    ),
  },
  { id: 'by', header: 'Applied by', cell: ({ author }) => author.name, className: 'max-sm:hidden' },
  {
    id: 'when',
    header: 'Applied',
    cell: ({ created_at }) => <Moment at={created_at} />,
    className: 'whitespace-nowrap',
  },
  {
    id: 'count',
    header: 'Policies',
    align: 'end',
    cell: ({ policies }) => policies,
    className: 'max-md:hidden',
  },
]

/** The difference between two versions of choice: at first what the newest changed. */
function Compare({ versions }: { versions: readonly Version[] }) {
  const [asked, change] = useSearchParams()
  const newest = versions[0]?.number ?? 0
  const numbers = [...versions.map(({ number }) => number), ...(versions.at(-1)?.number === 1 ? [0] : [])]
  const after = chosen(numbers, asked.version) ?? newest
  const before = chosen(numbers, asked.against) ?? Math.max(after - 1, 0)
  const [old, fresh] = [useVersion(before), useVersion(after)]
  const options = numbers.map((number) => ({
    value: String(number),
    label: number === 0 ? 'Nothing' : `Version ${number}`,
  }))
  const failed = old.error ?? fresh.error
  const [was, is] = [before === 0 ? '' : old.data?.text, after === 0 ? '' : fresh.data?.text]
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
      {failed ? (
        <Failure what="The versions could not be compared" error={failed} />
      ) : was === undefined || is === undefined ? (
        <Skeleton className="h-24" />
      ) : (
        <Diff before={was} after={is} label={`What changed from version ${before} to ${after}`} />
      )}
    </Card>
  )
}

function chosen(numbers: readonly number[], text: string | undefined): number | undefined {
  return numbers.find((number) => String(number) === text)
}

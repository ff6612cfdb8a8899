import { Link } from '@tanstack/react-router'
import { Plus, TableProperties } from 'lucide-react'
import { lazy, Suspense, useCallback } from 'react'
import { paths } from '@/paths'
import { useSearchParams } from '@/search-params'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { Search, Switch } from '@/ui/form'
import { Moment } from '@/ui/moment'
import { type Column, DataTable, Pager, usePaging } from '@/ui/table'
import { useDatasets } from '../queries'
import type { Dataset } from '../types'

const NewDatasetDialog = lazy(() =>
  import('./new-dataset-dialog').then((all) => ({ default: all.NewDatasetDialog })),
)

/** The datasets there are, and the way to a new one. */
export function DatasetsTab({ mayWrite }: { mayWrite: boolean }) {
  const [{ q = '', archived, make }, change] = useSearchParams()
  const paging = usePaging()
  const found = useDatasets(q, archived === 'yes', paging.after)
  const search = useCallback(
    (text: string) => change({ q: text, after: undefined }, { replace: true }),
    [change],
  )
  const add = mayWrite && (
    <Button onClick={() => change({ make: 'dataset' })}>
      <Plus aria-hidden />
      New dataset
    </Button>
  )
  return (
    <>
      <div className="flex flex-wrap items-center gap-3">
        <Search label="Search datasets" value={q} onChange={search} />
        <Switch
          checked={archived === 'yes'}
          onChange={(on) => change({ archived: on ? 'yes' : undefined, after: undefined })}
        >
          Archived
        </Switch>
        <span className="flex-1" />
        {add}
      </div>
      {found.isError ? (
        <Failure
          what="The datasets could not be loaded"
          error={found.error}
          onRetry={() => void found.refetch()}
        />
      ) : (
        <DataTable
          label="Datasets"
          columns={COLUMNS}
          rows={found.data?.items}
          rowId={({ id }) => id}
          rowName={({ slug }) => slug}
          busy={found.isPlaceholderData}
          empty={
            <EmptyState
              icon={TableProperties}
              title={q || archived ? 'No dataset is like this' : 'There are no datasets yet'}
              command="remit datasets create NAME cases.jsonl"
            >
              A dataset holds questions with known answers: from a file, from your conversations, or written
              here.
            </EmptyState>
          }
        />
      )}
      <Pager {...paging} shown={found.data?.items.length ?? 0} noun="datasets" next={found.data?.next} />
      <Suspense>
        {make === 'dataset' && mayWrite && (
          <NewDatasetDialog onClose={() => change({ make: undefined }, { replace: true })} />
        )}
      </Suspense>
    </>
  )
}

const COLUMNS: readonly Column<Dataset>[] = [
  {
    id: 'slug',
    header: 'Dataset',
    cell: ({ slug, description }) => (
      <>
        <Link to={paths.dataset} params={{ slug }} className="font-medium hover:underline">
          {slug}
        </Link>
        {description && <p className="wrap-anywhere line-clamp-2 text-muted text-xs">{description}</p>}
      </>
    ),
  },
  {
    id: 'version',
    header: 'Version',
    align: 'end',
    className: 'max-sm:hidden',
    cell: ({ version }) => version.number,
  },
  {
    id: 'cases',
    header: 'Cases',
    align: 'end',
    cell: ({ version }) => version.cases.toLocaleString('en-GB'),
  },
  {
    id: 'changed',
    header: 'Changed',
    align: 'end',
    cell: ({ version }) => (
      <span className="whitespace-nowrap text-muted">
        <Moment at={version.created_at} /> by {version.created_by.name}
      </span>
    ),
    className: 'max-md:hidden',
  },
]

import { Link } from '@tanstack/react-router'
import { Download, MoreHorizontal, Pencil, Plus, Trash2 } from 'lucide-react'
import { lazy, Suspense, useCallback, useState } from 'react'
import { asProblem } from '@/api/problem'
import { paths } from '@/paths'
import { useSearchParams } from '@/search-params'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { Search, Select } from '@/ui/form'
import { Menu, MenuItem } from '@/ui/menu'
import { PageHeader } from '@/ui/page-header'
import { Skeleton } from '@/ui/skeleton'
import { type Column, DataTable, Pager, usePaging } from '@/ui/table'
import { toast } from '@/ui/toast'
import { useCases, useDataset, useEditDataset } from '../queries'
import type { Case, Detail } from '../types'
import { written } from '../words'
import { ArchiveButton } from './archive-button'

const AddCasesDialog = lazy(() =>
  import('./add-cases-dialog').then((all) => ({ default: all.AddCasesDialog })),
)
const CaseDialog = lazy(() => import('./case-dialog').then((all) => ({ default: all.CaseDialog })))

/** One dataset: its cases, in any of its versions. */
export function DatasetPage({ slug }: { slug: string }) {
  const found = useDataset(slug)
  if (found.data) return <Loaded dataset={found.data} />
  if (found.isError) {
    return (
      <Failure
        what="The dataset could not be loaded"
        error={found.error}
        onRetry={() => void found.refetch()}
      />
    )
  }
  return <Skeleton className="h-96" />
}

function Loaded({ dataset }: { dataset: Detail }) {
  const [asked, change] = useSearchParams()
  const mayWrite = dataset.may.some(({ action, allowed }) => action === 'write' && allowed)
  const versions = dataset.versions.map(({ number, cases, note }) => ({
    value: String(number),
    label: `Version ${number}, ${cases} cases${note ? `: ${note.slice(0, 60)}` : ''}`,
  }))
  const version = asked.version ?? String(dataset.version.number)
  return (
    <>
      <PageHeader
        title={dataset.slug}
        description={dataset.description || 'Cases that agents are measured on.'}
        actions={
          <>
            <a
              href={`/api/datasets/${dataset.slug}/export?format=jsonl&version=${version}`}
              download
              className="inline-flex h-8 items-center gap-1.5 rounded-md border border-edge/50 bg-surface px-3 font-medium text-sm hover:bg-raised [&_svg]:size-4"
            >
              <Download aria-hidden />
              Export
            </a>
            <ArchiveButton dataset={dataset} />
            {mayWrite && (
              <Button onClick={() => change({ make: 'cases' })}>
                <Plus aria-hidden />
                Add cases
              </Button>
            )}
          </>
        }
      />
      <div className="flex flex-wrap items-center gap-3">
        <Select
          aria-label="Version"
          className="w-72 max-w-full"
          value={version}
          onChange={({ target }) => change({ version: target.value, after: undefined })}
          options={versions}
        />
        <Link
          to={paths.evaluations}
          search={{ dataset: dataset.slug } as never}
          className="text-muted text-sm hover:underline"
        >
          Evaluations on it
        </Link>
      </div>
      <Cases dataset={dataset} mayWrite={mayWrite && Number(version) === dataset.version.number} />
      <Suspense>
        {asked.make === 'cases' && mayWrite && (
          <AddCasesDialog
            dataset={dataset}
            onClose={() => change({ make: undefined, version: undefined }, { replace: true })}
          />
        )}
      </Suspense>
    </>
  )
}

function Cases({ dataset, mayWrite }: { dataset: Detail; mayWrite: boolean }) {
  const [asked, change] = useSearchParams()
  const paging = usePaging()
  const [editing, setEditing] = useState<Case | null>(null)
  const edit = useEditDataset()
  const found = useCases(dataset.slug, asked, paging.after)
  const search = useCallback(
    (text: string) => change({ q: text, after: undefined }, { replace: true }),
    [change],
  )
  const remove = (row: Case) =>
    edit.mutate(
      {
        path: { slug: dataset.slug },
        body: { remove: [row.id], base_version: dataset.version.number },
      },
      {
        onSuccess: ({ version }) => toast.success(`Version ${version.number} is without that case`),
        onError: (error) => toast.error(asProblem(error).title, { description: asProblem(error).detail }),
      },
    )
  const menu = (row: Case) => (
    <Menu
      trigger={
        <Button variant="ghost" size="smallIcon" aria-label={`Actions for case ${row.place + 1}`}>
          <MoreHorizontal aria-hidden />
        </Button>
      }
    >
      <MenuItem icon={Pencil} onSelect={() => setEditing(row)}>
        Edit
      </MenuItem>
      <MenuItem icon={Trash2} danger onSelect={() => remove(row)}>
        Take out of the next version
      </MenuItem>
    </Menu>
  )
  if (found.isError) return <Failure what="The cases could not be loaded" error={found.error} />
  return (
    <>
      <Search label="Search cases" value={asked.q ?? ''} onChange={search} />
      <DataTable
        label="Cases"
        columns={COLUMNS}
        rows={found.data?.items}
        rowId={({ id }) => id}
        rowName={({ place }) => `case ${place + 1}`}
        busy={found.isPlaceholderData}
        {...(mayWrite && { menu })}
        empty={<EmptyState title="No case is like this" />}
      />
      <Pager
        {...paging}
        shown={found.data?.items.length ?? 0}
        total={found.data?.matching}
        noun="cases"
        next={found.data?.next}
      />
      <Suspense>
        {editing && <CaseDialog dataset={dataset} row={editing} onClose={() => setEditing(null)} />}
      </Suspense>
    </>
  )
}

const COLUMNS: readonly Column<Case>[] = [
  { id: 'place', header: 'Case', className: 'w-14', cell: ({ place }) => place + 1 },
  {
    id: 'input',
    header: 'Input',
    cell: ({ name, input, tags }) => (
      <>
        {name && <p className="wrap-anywhere font-medium">{name}</p>}
        <p className="wrap-anywhere line-clamp-3 whitespace-pre-wrap">{written(input)}</p>
        {tags.length > 0 && <p className="text-muted text-xs">{tags.join(', ')}</p>}
      </>
    ),
  },
  {
    id: 'expected',
    header: 'Expected',
    cell: ({ expected }) => (
      <p className="wrap-anywhere line-clamp-3 whitespace-pre-wrap text-muted">{written(expected) || '–'}</p>
    ),
  },
]

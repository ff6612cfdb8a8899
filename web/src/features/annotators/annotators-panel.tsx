import {
  CircleCheck,
  CircleSlash,
  Ellipsis,
  FlaskConical,
  PencilLine,
  Plus,
  ScanSearch,
  Trash2,
  TriangleAlert,
} from 'lucide-react'
import { useState } from 'react'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { Menu, MenuItem } from '@/ui/menu'
import { Notice } from '@/ui/notice'
import { type Column, DataTable, Pager, usePaging } from '@/ui/table'
import { AnnotatorDialog } from './annotator-dialog'
import { DeleteDialog } from './delete-dialog'
import { useAnnotators } from './queries'
import { TestDialog } from './test-dialog'
import type { Annotator, Open } from './types'
import { seen } from './words'

/** Who else is asked what is in a text, beside what Remit finds by itself. */
export function AnnotatorsPanel({ mayWrite }: { mayWrite: boolean }) {
  const paging = usePaging()
  const { data, error, isFetching, refetch } = useAnnotators(paging.after)
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <p className="max-w-prose text-muted text-sm">
          Servers that say what is in a text, beside what Remit finds by itself. Their labels go to the
          policies, which decide what follows. Every call waits for them.
        </p>
        {mayWrite && (
          <Button variant="primary" onClick={() => setOpen({ dialog: 'add' })}>
            <Plus aria-hidden />
            Add annotator
          </Button>
        )}
      </div>
      {!mayWrite && (
        <Notice tone="idle" title="You can look at this page">
          Adding and testing annotators needs the role owner or admin.
        </Notice>
      )}
      {error && (
        <Failure
          what="The annotators could not be loaded"
          error={error}
          busy={isFetching}
          onRetry={() => void refetch()}
        >
          Calls still ask them.
        </Failure>
      )}
      {(data || !error) && (
        <DataTable
          label="Annotators"
          columns={COLUMNS}
          rows={data?.items}
          rowId={({ id }) => id}
          rowName={({ name }) => name}
          {...(mayWrite && { menu: (row: Annotator) => <RowMenu row={row} onOpen={setOpen} /> })}
          empty={
            <EmptyState
              icon={ScanSearch}
              title="No annotators of your own yet"
              command="remit annotators add presidio http://127.0.0.1:5002 --kind presidio"
            >
              Secrets, personal data, injections and more are found without any. Add one for what only you
              know.
            </EmptyState>
          }
        />
      )}
      {(data?.next || paging.after) && (
        <Pager {...paging} shown={data?.items.length ?? 0} noun="annotators" next={data?.next} />
      )}
      {open?.dialog === 'add' && (
        <AnnotatorDialog row={null} onClose={close} onAdded={(row) => setOpen({ dialog: 'test', row })} />
      )}
      {open?.dialog === 'edit' && <AnnotatorDialog row={open.row} onClose={close} onAdded={close} />}
      {open?.dialog === 'test' && <TestDialog row={open.row} onClose={close} />}
      {open?.dialog === 'delete' && <DeleteDialog row={open.row} onClose={close} />}
    </>
  )
}

const COLUMNS: readonly Column<Annotator>[] = [
  {
    id: 'name',
    header: 'Annotator',
    cell: (row) => (
      <span className="flex min-w-40 flex-col">
        <span className="wrap-anywhere font-medium">{row.name}</span>
        <span className="wrap-anywhere text-muted text-xs">
          {row.kind_label}, {row.url}
        </span>
      </span>
    ),
  },
  { id: 'sees', header: 'Sees', cell: (row) => <span className="block min-w-32">{seen(row)}</span> },
  {
    id: 'labels',
    header: 'May say',
    cell: (row) => (
      <span className="block min-w-24 wrap-anywhere">{row.labels.join(', ') || 'anything'}</span>
    ),
  },
  {
    id: 'fails',
    header: 'When it fails',
    cell: (row) => (row.fail_mode === 'closed' ? 'Text is refused' : 'Text passes'),
  },
  { id: 'within', header: 'Within', align: 'end', cell: (row) => `${row.timeout_seconds} s` },
  { id: 'state', header: 'State', cell: (row) => <State row={row} /> },
]

function State({ row }: { row: Annotator }) {
  if (!row.enabled) return <Badge tone="idle" icon={CircleSlash} word="Off" />
  if (row.health.breaker !== 'closed') return <Badge tone="bad" icon={TriangleAlert} word="Left alone" />
  if (row.health.failures > 0)
    return <Badge tone="warn" icon={TriangleAlert} word={`${row.health.failures} failed`} />
  return <Badge tone="ok" icon={CircleCheck} word="On" />
}

function RowMenu({ row, onOpen }: { row: Annotator; onOpen: (open: Open) => void }) {
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="smallIcon" aria-label={`Actions for ${row.name}`}>
          <Ellipsis aria-hidden />
        </Button>
      }
    >
      <MenuItem icon={FlaskConical} onSelect={() => onOpen({ dialog: 'test', row })}>
        Test
      </MenuItem>
      <MenuItem icon={PencilLine} onSelect={() => onOpen({ dialog: 'edit', row })}>
        Change
      </MenuItem>
      <MenuItem icon={Trash2} danger onSelect={() => onOpen({ dialog: 'delete', row })}>
        Remove
      </MenuItem>
    </Menu>
  )
}

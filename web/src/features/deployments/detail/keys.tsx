import { useQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import type { DeploymentKey } from '@/api/gen'
import { listDeploymentKeysOptions } from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { Moment } from '@/ui/moment'
import { type Column, DataTable } from '@/ui/table'
import { isOpen } from '../actions'
import type { Detail } from '../types'
import { Aliases } from './aliases'
import { KeyDialog, type KeyWish } from './key-dialog'

/** The keys that open this deployment and nothing else. */
export function Keys({ detail }: { detail: Detail }) {
  const [wish, setWish] = useState<KeyWish | null>(null)
  const keys = useQuery(listDeploymentKeysOptions({ path: { plan_id: detail.plan_id } }))
  const mayWrite = isOpen(detail, 'key')
  if (keys.isError)
    return (
      <Failure
        what="The keys could not be loaded"
        error={keys.error}
        busy={keys.isFetching}
        onRetry={() => void keys.refetch()}
      />
    )
  return (
    <>
      <div className="flex flex-wrap items-center gap-3">
        <p className="flex-1 text-muted text-sm">
          A key opens this deployment and nothing else. It is shown once, when it is made.
        </p>
        {mayWrite && (
          <Button variant="primary" onClick={() => setWish({ act: 'make' })}>
            <Plus aria-hidden />
            Make a key
          </Button>
        )}
      </div>
      <DataTable
        label="Keys"
        columns={columns(mayWrite ? setWish : null)}
        rows={keys.data?.items}
        rowId={({ id }) => id}
        rowName={({ name }) => name}
        empty={
          <EmptyState icon={KeyRound} title="No key opens this deployment">
            Nobody can call it until one is made.
          </EmptyState>
        }
      />
      <Aliases detail={detail} />
      {wish && <KeyDialog detail={detail} wish={wish} onClose={() => setWish(null)} />}
    </>
  )
}

function columns(onWish: ((wish: KeyWish) => void) | null): readonly Column<DeploymentKey>[] {
  const shown: Column<DeploymentKey>[] = [
    {
      id: 'name',
      header: 'Name',
      cell: ({ name, ends_at }) => (
        <span className="wrap-anywhere">
          <bdi className="font-medium">{name}</bdi>
          {ends_at && (
            <span className="block text-warn text-xs">
              ends {new Date(ends_at).toUTCString().slice(5, 22)} UTC
            </span>
          )}
        </span>
      ),
    },
    {
      id: 'key',
      header: 'Key',
      cell: ({ shown }) => <code className="font-mono text-xs">{shown}</code>,
      className: 'max-sm:hidden',
    },
    {
      id: 'made',
      header: 'Made',
      cell: ({ made_by, created_at }) => (
        <span className="wrap-anywhere">
          <Moment at={created_at} /> by <bdi>{made_by}</bdi>
        </span>
      ),
      className: 'text-muted max-md:hidden',
    },
    {
      id: 'used',
      header: 'Last used',
      cell: ({ last_used_at }) => (last_used_at ? <Moment at={last_used_at} /> : 'never'),
      className: 'text-muted',
    },
  ]
  if (!onWish) return shown
  return [
    ...shown,
    {
      id: 'acts',
      header: 'Actions',
      align: 'end',
      cell: (key) => (
        <span className="inline-flex gap-1">
          <Button size="small" onClick={() => onWish({ act: 'rotate', key })}>
            Rotate<span className="sr-only"> {key.name}</span>
          </Button>
          <Button size="small" variant="ghost" onClick={() => onWish({ act: 'revoke', key })}>
            Revoke<span className="sr-only"> {key.name}</span>
          </Button>
        </span>
      ),
    },
  ]
}

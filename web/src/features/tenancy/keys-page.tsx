import { useQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import type { KeyAnswer } from '@/api/gen'
import { listKeysOptions } from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { PageHeader } from '@/ui/page-header'
import { DataTable, Pager, usePaging } from '@/ui/table'
import { keyColumns } from './key-columns'
import { NewKey, RevokeKey } from './key-dialogs'
import { useMay } from './session'

/** Keys for programs: one's own, and all of them for those who manage keys. */
export function KeysPage() {
  const { after, onAfter, onBack } = usePaging()
  const keys = useQuery({
    ...listKeysOptions({ query: { ...(after && { cursor: after }) } }),
    placeholderData: (before) => before,
  })
  const mayWrite = useMay('key.write')
  const [making, setMaking] = useState(false)
  const [revoking, setRevoking] = useState<KeyAnswer | null>(null)
  const make = (
    <Button variant="primary" onClick={() => setMaking(true)}>
      <Plus aria-hidden />
      New key
    </Button>
  )
  return (
    <>
      <PageHeader
        title="API keys"
        description={
          mayWrite
            ? 'Keys of people and service accounts. Those of a deployment are on its page.'
            : 'Your own keys, for programs that act as you.'
        }
        actions={keys.data?.items.length ? make : undefined}
      />
      {keys.isError && (
        <Failure
          what="The keys could not be loaded"
          error={keys.error}
          busy={keys.isFetching}
          onRetry={keys.refetch}
        />
      )}
      {(keys.data || !keys.isError) && (
        <DataTable
          label="API keys"
          columns={keyColumns(setRevoking)}
          rows={keys.data?.items}
          rowId={(key) => key.id}
          rowName={(key) => key.name}
          busy={keys.isPlaceholderData}
          empty={
            <EmptyState
              icon={KeyRound}
              title="No keys yet"
              action={make}
              command="remit keys create --name ci --role operator"
            >
              A key lets a program, or the command line, use Remit.
            </EmptyState>
          }
        />
      )}
      <Pager
        shown={keys.data?.items.length ?? 0}
        noun={keys.data?.items.length === 1 ? 'key' : 'keys'}
        next={keys.data?.next}
        after={after}
        onAfter={onAfter}
        onBack={onBack}
      />
      {making && <NewKey mayWrite={mayWrite} onClose={() => setMaking(false)} />}
      {revoking && <RevokeKey answer={revoking} onClose={() => setRevoking(null)} />}
    </>
  )
}

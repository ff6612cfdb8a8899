import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { deleteConnectionMutation, getConnectionOptions } from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { CloseButton, Dialog } from '@/ui/dialog'
import { Failure } from '@/ui/failure'
import { Notice } from '@/ui/notice'
import { Skeleton } from '@/ui/skeleton'
import { toast } from '@/ui/toast'
import { refreshProviders } from './queries'
import { isToolbox, type Provider, type Toolbox } from './types'

type Props = { connection: Provider | Toolbox; onClose: () => void; onDeleted?: () => void }

/** Names what is lost with a connection, and what still names it, before it goes. */
export function DeleteDialog({ connection, onClose, onDeleted }: Props) {
  const { id, name } = connection
  const queries = useQueryClient()
  const detail = useQuery({ ...getConnectionOptions({ path: { connection_id: id } }), staleTime: 0 })
  const remove = useMutation({
    ...deleteConnectionMutation(),
    onSuccess: async () => {
      toast.success(`${name} is deleted`)
      onClose()
      onDeleted?.()
      await refreshProviders(queries)
    },
  })
  const users = detail.data?.used_by ?? []
  return (
    <Dialog
      title={`Delete ${name}?`}
      onClose={onClose}
      busy={remove.isPending}
      footer={
        <>
          <CloseButton>{users.length > 0 ? 'Close' : 'Cancel'}</CloseButton>
          {users.length === 0 && (
            <Button
              variant="danger"
              busy={remove.isPending}
              disabled={!detail.data}
              onClick={() => remove.mutate({ path: { connection_id: id } })}
            >
              Delete
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-3 text-sm">
        {detail.isPending && <Skeleton className="h-10" />}
        {detail.isError && <Failure what={`${name} could not be loaded`} error={detail.error} />}
        {detail.data && users.length > 0 && <InUse connection={connection} users={users} />}
        {detail.data && users.length === 0 && (
          <Lost
            connection={connection}
            without={isToolbox(detail.data) ? 'demo' : detail.data.without_it.model}
          />
        )}
        {remove.isError && <Failure what={`${name} was not deleted`} error={remove.error} />}
      </div>
    </Dialog>
  )
}

function InUse({ connection, users }: { connection: Provider | Toolbox; users: string[] }) {
  const tools = isToolbox(connection)
  return (
    <Notice tone="warn" title={`These name a ${tools ? 'tool' : 'model'} of ${connection.slug}`}>
      <ul className="list-disc pl-4">
        {users.slice(0, 20).map((user) => (
          <li key={user}>{user}</li>
        ))}
      </ul>
      {users.length > 20 && <p>And {users.length - 20} more.</p>}
      <p className="mt-1">
        {tools
          ? 'Take it out of their tools first, or turn the connection off instead.'
          : 'Give them another model first, or turn the provider off instead.'}
      </p>
    </Notice>
  )
}

function Lost({ connection, without }: { connection: Provider | Toolbox; without: string }) {
  const { has_secret } = connection
  const is_default = !isToolbox(connection) && connection.is_default
  return (
    <>
      <p>
        {has_secret ? 'Its key is deleted with it and cannot be had back from here. ' : ''}
        No agent and no deployment names it.
      </p>
      {is_default && (
        <p>
          Agents that name no model will then be answered by{' '}
          <strong className="wrap-anywhere">{without === 'demo' ? 'the demo model' : without}</strong>.
        </p>
      )}
    </>
  )
}

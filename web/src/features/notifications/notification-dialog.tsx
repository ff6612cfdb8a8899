import { useState } from 'react'
import { CloseButton, Dialog } from '@/ui/dialog'
import { Failure } from '@/ui/failure'
import { FormDialog } from '@/ui/form-dialog'
import { Skeleton } from '@/ui/skeleton'
import { toast } from '@/ui/toast'
import { bodyOf, changeOf, type Draft, draftOf, type Errors, errorsOf, fieldErrors, newDraft } from './draft'
import { Fields } from './fields'
import { useChange, useCreate, useKinds } from './queries'
import type { Kind, Notification } from './types'

type Props = {
  /** The one to change; none for a new one. */
  row: Notification | null
  onClose: () => void
  onAdded: (name: string, secret: string | null) => void
}

/** Adds a notification, or changes one. */
export function NotificationDialog(props: Props) {
  const { data, error, refetch } = useKinds()
  const title = props.row ? `Change ${props.row.name}` : 'Add a notification'
  if (data) return <Form {...props} title={title} kinds={data.items} />
  return (
    <Dialog title={title} onClose={props.onClose} footer={<CloseButton />}>
      {error ? (
        <Failure what="The kinds of news could not be loaded" error={error} onRetry={refetch} />
      ) : (
        <Skeleton className="h-64" />
      )}
    </Dialog>
  )
}

function Form({ row, title, kinds, onClose, onAdded }: Props & { title: string; kinds: readonly Kind[] }) {
  const [draft, setDraft] = useState<Draft>(() => (row ? draftOf(row) : newDraft()))
  const [typed, setTyped] = useState<Errors>({})
  const create = useCreate()
  const change = useChange()
  const sending = row ? change : create
  const told = fieldErrors(sending.error)
  const send = () => {
    const wrong = errorsOf(draft)
    setTyped(wrong)
    if (Object.keys(wrong).length > 0) return
    if (!row)
      return create.mutate(
        { body: bodyOf(draft) },
        { onSuccess: ({ name, secret }) => onAdded(name, secret) },
      )
    change.mutate(
      { path: { notification_id: row.id }, body: changeOf(draft, row) },
      {
        onSuccess: ({ name }) => {
          toast.success(`${name} is changed`)
          onClose()
        },
      },
    )
  }
  return (
    <FormDialog
      title={title}
      verb={row ? 'Save' : 'Add notification'}
      busy={sending.isPending}
      error={sending.error ?? (Object.keys(typed).length > 0 ? typed : null)}
      onSubmit={send}
      onClose={onClose}
    >
      <Fields
        draft={draft}
        row={row}
        kinds={kinds}
        errors={{ ...told, ...typed }}
        onChange={(changes) => setDraft((before) => ({ ...before, ...changes }))}
      />
      {sending.isError && Object.keys(told).length === 0 && (
        <Failure what={`The notification was not ${row ? 'changed' : 'added'}`} error={sending.error} />
      )}
    </FormDialog>
  )
}

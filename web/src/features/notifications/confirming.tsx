import { ConfirmDialog } from '@/ui/confirm-dialog'
import { toast } from '@/ui/toast'
import { useDelete, useRotate } from './queries'
import type { Notification } from './types'

type Props = { row: Notification; onClose: () => void }

export function DeleteDialog({ row, onClose }: Props) {
  const remove = useDelete()
  const done = () => {
    toast.success(`${row.name} is removed`)
    onClose()
  }
  return (
    <ConfirmDialog
      title={`Remove ${row.name}?`}
      verb="Remove"
      danger
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ path: { notification_id: row.id } }, { onSuccess: done })}
      onClose={onClose}
    >
      <p>Nothing more is told by it; its secret and the list of its messages are gone.</p>
    </ConfirmDialog>
  )
}

export function RotateDialog({
  row,
  onClose,
  onDone,
}: Props & { onDone: (secret: string, until: string) => void }) {
  const rotate = useRotate()
  return (
    <ConfirmDialog
      title={`Give ${row.name} a new secret?`}
      verb="Make a new secret"
      busy={rotate.isPending}
      error={rotate.error}
      onConfirm={() =>
        rotate.mutate(
          { path: { notification_id: row.id } },
          { onSuccess: ({ secret, previous_until }) => onDone(secret, previous_until) },
        )
      }
      onClose={onClose}
    >
      <p>For a day messages are signed with both, so that the receiver can take the new one over.</p>
    </ConfirmDialog>
  )
}

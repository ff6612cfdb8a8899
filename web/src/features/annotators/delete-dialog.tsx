import { ConfirmDialog } from '@/ui/confirm-dialog'
import { toast } from '@/ui/toast'
import { useDelete } from './queries'
import type { Annotator } from './types'

export function DeleteDialog({ row, onClose }: { row: Annotator; onClose: () => void }) {
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
      onConfirm={() => remove.mutate({ path: { annotator_id: row.id } }, { onSuccess: done })}
      onClose={onClose}
    >
      <p>From the next call on nobody asks it, and its secret is gone. Policies about its labels stay.</p>
    </ConfirmDialog>
  )
}

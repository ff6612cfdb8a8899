import { useMutation, useQueryClient } from '@tanstack/react-query'
import { listEnvironmentsQueryKey, removeEnvironmentMutation } from '@/api/gen/@tanstack/react-query.gen'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Failure } from '@/ui/failure'
import { toast } from '@/ui/toast'

/** Removes an environment in which nothing is. */
export function RemoveDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const queries = useQueryClient()
  const remove = useMutation({
    ...removeEnvironmentMutation(),
    onSuccess: async () => {
      toast.success(`${name} was removed`)
      onClose()
      await queries.invalidateQueries({ queryKey: listEnvironmentsQueryKey() })
    },
  })
  return (
    <ConfirmDialog
      title={`Remove ${name}`}
      verb="Remove"
      danger
      busy={remove.isPending}
      onConfirm={() => remove.mutate({ path: { name } })}
      onClose={onClose}
    >
      <p className="text-sm">
        Its freezes end, and what is promoted skips it. Its name stays in the records.
      </p>
      {remove.error && <Failure what={`${name} was not removed`} error={remove.error} />}
    </ConfirmDialog>
  )
}

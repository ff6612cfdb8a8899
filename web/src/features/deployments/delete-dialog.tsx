import { useMutation, useQueryClient } from '@tanstack/react-query'
import { TriangleAlert } from 'lucide-react'
import { deleteDeploymentMutation } from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { CloseButton, Dialog } from '@/ui/dialog'
import { Failure } from '@/ui/failure'
import { toast } from '@/ui/toast'
import { GoneNotice, useGone } from './gone'
import { refetchDeployments } from './queries'
import type { Deployment } from './types'

type Props = {
  deployment: Pick<Deployment, 'plan_id' | 'name' | 'env' | 'artifact'>
  onClose: () => void
  onDeleted?: (() => void) | undefined
}

/** Asks before deleting, and stays open with the reason when it could not be done. */
export function DeleteDialog({ deployment, onClose, onDeleted }: Props) {
  const { plan_id, name, env, artifact } = deployment
  const queries = useQueryClient()
  const remove = useMutation({
    ...deleteDeploymentMutation(),
    onSuccess: async () => {
      toast.success(`${artifact.endpoint_name} is deleted`)
      onClose()
      onDeleted?.()
      await refetchDeployments(queries)
    },
  })
  const gone = useGone(plan_id) && remove.isIdle
  return (
    <Dialog
      alert
      title={
        <span className="flex items-start gap-2">
          <TriangleAlert aria-hidden className="mt-0.5 size-5 shrink-0 text-bad" />
          Delete {name}?
        </span>
      }
      description={`Are you sure you want to delete deployment '${artifact.endpoint_name}'?`}
      onClose={onClose}
      busy={remove.isPending}
      footer={
        <>
          <CloseButton>{gone ? 'Close' : 'Cancel'}</CloseButton>
          {!gone && (
            <Button
              variant="danger"
              busy={remove.isPending}
              onClick={() => remove.mutate({ path: { plan_id } })}
            >
              {remove.isPending ? 'Processing…' : 'Delete'}
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-3 text-sm">
        {gone ? (
          <GoneNotice name={name} />
        ) : (
          <p>
            It stops answering in {env} and leaves the lists. Its history stays in the audit log; nothing
            brings it back.
          </p>
        )}
        {remove.isError && <Failure what={`${name} was not deleted`} error={remove.error} />}
      </div>
    </Dialog>
  )
}

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { pauseDeploymentMutation, restartDeploymentMutation } from '@/api/gen/@tanstack/react-query.gen'
import { asProblem } from '@/api/problem'
import { paths } from '@/paths'
import { toast } from '@/ui/toast'
import { newKey, useConfirm } from './command/use-command'
import type { Asked } from './opened'
import { refetchDeployments } from './queries'
import type { Row, Verb } from './types'

/** Does what was chosen from a menu: at once where it can be taken back, else after a dialog. */
export function useRowActions(onAsk: (asked: Asked) => void): (row: Row, verb: Verb) => void {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const onError = (error: unknown) => {
    const { title, detail, requestId } = asProblem(error)
    toast.error(title, { description: requestId ? `${detail} Request ${requestId}` : detail })
  }
  const onSettled = () => refetchDeployments(queries)
  const pause = useMutation({ ...pauseDeploymentMutation(), onError, onSettled })
  const restart = useMutation({ ...restartDeploymentMutation(), onError, onSettled })
  const confirm = useConfirm()
  return (row, verb) => {
    const { plan_id, name } = row
    const undo = { label: 'Restart', onClick: () => restart.mutate({ path: { plan_id } }) }
    if (verb === 'pause') {
      pause.mutate(
        { path: { plan_id } },
        { onSuccess: () => toast.success(`${name} is paused`, { action: undo }) },
      )
    } else if (verb === 'restart') {
      restart.mutate({ path: { plan_id } }, { onSuccess: () => toast.success(`${name} is restarting`) })
    } else if (verb === 'confirm') {
      confirm.mutate({ planId: plan_id, idempotencyKey: newKey() }, { onError })
    } else if (verb === 'decide') {
      if (row.approval_id) void navigate({ to: paths.approval, params: { id: row.approval_id } })
    } else if (verb === 'roll_back') {
      void navigate({
        to: paths.deployment,
        params: { id: plan_id },
        search: { tab: 'revisions' } as never,
      })
    } else if (verb === 'scale' || verb === 'update' || verb === 'delete') {
      onAsk({ verb, row })
    }
  }
}

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { updateDeploymentMutation } from '@/api/gen/@tanstack/react-query.gen'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { tellChange } from './change-told'
import { GoneNotice, useGone } from './gone'
import { refetchDeployments, useDeployment } from './queries'
import type { Row } from './types'

/** Puts the agent's active version in the place of the one that runs. */
export function UpdateDialog({ row, onClose }: { row: Row; onClose: () => void }) {
  const { plan_id, name, env, may } = row
  const queries = useQueryClient()
  const agent = useDeployment(plan_id)?.agent
  const gone = useGone(plan_id)
  const update = useMutation({
    ...updateDeploymentMutation(),
    onSuccess: async (answer) => {
      tellChange(answer)
      onClose()
      await refetchDeployments(queries, plan_id)
    },
  })
  const needsApproval = may.some(({ action, needs_approval }) => action === 'update' && needs_approval)
  return (
    <ConfirmDialog
      title={`Update ${name} in ${env}?`}
      verb={needsApproval ? 'Ask for approval' : 'Update'}
      busy={update.isPending}
      error={update.error}
      onConfirm={() => update.mutate({ path: { plan_id } })}
      onClose={onClose}
    >
      {gone ? (
        <GoneNotice name={name} />
      ) : (
        <p>
          {agent?.active_version
            ? `It runs version ${agent.version}; version ${agent.active_version} of ${agent.slug} is active.`
            : "The agent's active version takes the place of the one that runs."}{' '}
          Calls are answered meanwhile, and it can be rolled back.
        </p>
      )}
    </ConfirmDialog>
  )
}

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { archiveAgentMutation, reactivateAgentMutation } from '@/api/gen/@tanstack/react-query.gen'
import { asProblem } from '@/api/problem'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { toast } from '@/ui/toast'
import { refreshAgents } from '../queries'

/** Asks before an agent is taken out of use. */
export function ArchiveDialog({ slug, onClose }: { slug: string; onClose: () => void }) {
  const queries = useQueryClient()
  const reactivate = useReactivate(slug)
  const archive = useMutation({
    ...archiveAgentMutation(),
    onSuccess: () => {
      void refreshAgents(queries, slug)
      onClose()
      toast.success(`${slug} is archived`, {
        action: { label: 'Undo', onClick: () => reactivate.mutate({ path: { slug } }) },
      })
    },
  })
  return (
    <ConfirmDialog
      title={`Archive ${slug}?`}
      verb="Archive"
      busy={archive.isPending}
      error={archive.error}
      onConfirm={() => archive.mutate({ path: { slug } })}
      onClose={onClose}
    >
      <p>
        It cannot be deployed or changed while it is archived, and a promotion that waits is withdrawn. Its
        versions and records stay, and it can be reactivated.
      </p>
    </ConfirmDialog>
  )
}

/** Brings an agent back. */
export function useReactivate(slug: string) {
  const queries = useQueryClient()
  return useMutation({
    ...reactivateAgentMutation(),
    onSuccess: () => {
      void refreshAgents(queries, slug)
      toast.success(`${slug} is back`)
    },
    onError: (error) => toast.error(`${slug} was not reactivated`, { description: asProblem(error).detail }),
  })
}

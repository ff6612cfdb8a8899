import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Clock, Hourglass } from 'lucide-react'
import { useState } from 'react'
import type { InvitationAnswer } from '@/api/gen'
import { deleteInvitationMutation, listInvitationsOptions } from '@/api/gen/@tanstack/react-query.gen'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Failure } from '@/ui/failure'
import { Moment } from '@/ui/moment'
import { hearOfPeople } from './session'

/** The invitations that wait; the card is left out where there are none. */
export function Invitations({ mayWrite }: { mayWrite: boolean }) {
  const invitations = useQuery(listInvitationsOptions({ query: { limit: 200 } }))
  const [withdrawing, setWithdrawing] = useState<InvitationAnswer | null>(null)
  if (invitations.isError)
    return (
      <Failure
        what="The invitations could not be loaded"
        error={invitations.error}
        onRetry={invitations.refetch}
      />
    )
  if (!invitations.data?.items.length) return null
  return (
    <Card title="Invitations" flush>
      <ul className="divide-y">
        {invitations.data.items.map((each) => (
          <li key={each.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-sm">
            <span className="min-w-0 flex-1 basis-56">
              <span className="wrap-anywhere font-medium">{each.email}</span>
              <span className="wrap-anywhere block text-muted text-xs">
                As {each.role}, by {each.invited_by}, <Moment at={each.created_at} />
              </span>
            </span>
            {each.state === 'open' ? (
              <Badge tone="info" icon={Hourglass} word="Waiting" />
            ) : (
              <Badge tone="idle" icon={Clock} word="Expired" />
            )}
            {mayWrite && (
              <Button
                size="small"
                onClick={() => setWithdrawing(each)}
                aria-label={`Withdraw the invitation of ${each.email}`}
              >
                Withdraw
              </Button>
            )}
          </li>
        ))}
      </ul>
      {withdrawing && <Withdraw invitation={withdrawing} onClose={() => setWithdrawing(null)} />}
    </Card>
  )
}

function Withdraw({ invitation, onClose }: { invitation: InvitationAnswer; onClose: () => void }) {
  const queries = useQueryClient()
  const withdraw = useMutation({
    ...deleteInvitationMutation(),
    onSuccess: () => {
      hearOfPeople(queries)
      onClose()
    },
  })
  return (
    <ConfirmDialog
      danger
      title="Withdraw the invitation"
      verb="Withdraw"
      busy={withdraw.isPending}
      error={withdraw.error}
      onConfirm={() => withdraw.mutate({ path: { invitation: invitation.id } })}
      onClose={onClose}
    >
      <p>The link of {invitation.email} stops working for good. You can invite them again with a new one.</p>
    </ConfirmDialog>
  )
}

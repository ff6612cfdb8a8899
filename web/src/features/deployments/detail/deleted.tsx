import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { deleteDeploymentMutation } from '@/api/gen/@tanstack/react-query.gen'
import { paths } from '@/paths'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Moment } from '@/ui/moment'
import { Notice } from '@/ui/notice'
import { PageHeader } from '@/ui/page-header'
import { toast } from '@/ui/toast'
import { refetchDeployments } from '../queries'
import { StatusBadge } from '../status-badge'
import type { Detail } from '../types'
import { DetailTabs } from './tabs'

/** A deployment that was deleted: by whom and when, what it was, and whether its host still has it. */
export function Deleted({ detail, audit }: { detail: Detail; audit: ReactNode }) {
  const { name, env, timeline, artifact, orphaned } = detail
  // What its host was told afterwards stands on the timeline too.
  const end = timeline.find(
    ({ from_status, to_status }) => to_status === 'deleted' && from_status !== to_status,
  )
  const left = orphaned === null ? 'It left its host and the lists' : 'It left the lists'
  return (
    <>
      <div className="flex flex-col gap-1.5">
        <nav aria-label="Where this is" className="flex items-center gap-1 text-muted text-sm">
          <Link to={paths.deployments} className="rounded hover:text-text hover:underline">
            Deployments
          </Link>
          <ChevronRight aria-hidden className="size-3.5" />
          <span>{env}</span>
        </nav>
        <PageHeader
          title={`${artifact.endpoint_name || name} was deleted`}
          marks={<StatusBadge deployment={detail} />}
          description={
            end && (
              <>
                Deleted by <bdi>{end.actor.name}</bdi> <Moment at={end.created_at} />, at revision{' '}
                {detail.revision}. {left}, and nothing brings it back; its history stays here.
              </>
            )
          }
        />
      </div>
      {orphaned !== null && <StillThere detail={detail} said={orphaned} />}
      <DetailTabs detail={detail} audit={audit} onlyHistory />
    </>
  )
}

/** What its host has not removed may go on costing money; whoever has removed it by hand says so. */
function StillThere({ detail, said }: { detail: Detail; said: string }) {
  const [asked, setAsked] = useState(false)
  const queries = useQueryClient()
  const letGo = useMutation({
    ...deleteDeploymentMutation(),
    onSuccess: async () => {
      toast.success(`${detail.name} is let go`)
      setAsked(false)
      await refetchDeployments(queries, detail.plan_id)
    },
  })
  return (
    <>
      <Notice
        tone="warn"
        title={`It is still at its host: ${detail.host}`}
        action={<Button onClick={() => setAsked(true)}>Let go…</Button>}
      >
        <p>{said}</p>
        <p>It may still cost money. Remit tries to remove it every half minute.</p>
      </Notice>
      {asked && (
        <ConfirmDialog
          title={`Let go of ${detail.name}?`}
          verb="Let go"
          danger
          busy={letGo.isPending}
          error={letGo.error}
          onConfirm={() => letGo.mutate({ path: { plan_id: detail.plan_id } })}
          onClose={() => setAsked(false)}
        >
          <p>
            Remit does not try to remove it any more. What {detail.host} still has of it goes on, and is paid
            for, until somebody removes it there.
          </p>
        </ConfirmDialog>
      )}
    </>
  )
}

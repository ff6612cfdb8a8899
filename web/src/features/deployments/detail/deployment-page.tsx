import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { asProblem } from '@/api/problem'
import { paths } from '@/paths'
import { Failure } from '@/ui/failure'
import { Skeleton } from '@/ui/skeleton'
import { AdviceCard } from '../advice-card'
import { type Asked, OpenedDialog } from '../opened'
import { useDetail } from '../queries'
import { LiveRollout } from '../rollouts/live-rollout'
import type { Detail } from '../types'
import { useRowActions } from '../use-row-actions'
import { Deleted } from './deleted'
import { Elsewhere } from './elsewhere'
import { DeploymentHeader } from './header'
import { Missing } from './missing'
import { PendingNotice } from './pending-notice'
import { Scorecard } from './scorecard'
import { DetailTabs } from './tabs'

type Props = {
  id: string
  /** The audit trail of this deployment, where there is one to show. */
  audit?: ReactNode
  /** The runs of this deployment that waited for a person. */
  runs?: ReactNode
  /** What else is to be known of this deployment, above its figures. */
  notices?: ReactNode
}

/** One deployment: how it stands, what it did, what it costs, and everything that may be done with it. */
export function DeploymentPage({ id, audit, runs, notices }: Props) {
  const { data: detail, error, isFetching, refetch } = useDetail(id)
  if (error !== null && asProblem(error).status === 404) return <Missing name={detail?.name} />
  if (detail?.status === 'deleted') return <Deleted detail={detail} audit={audit} />
  if (!detail) {
    if (!error) return <Loading />
    return (
      <>
        <h1 className="sr-only">Deployment</h1>
        <Failure
          what="The deployment could not be loaded"
          error={error}
          busy={isFetching}
          onRetry={() => void refetch()}
        />
      </>
    )
  }
  return (
    <>
      {error && (
        <Failure
          what="The deployment could not be brought up to date"
          error={error}
          busy={isFetching}
          onRetry={() => void refetch()}
        >
          What is shown is as it was before.
        </Failure>
      )}
      <Loaded detail={detail} audit={audit} runs={runs} notices={notices} />
    </>
  )
}

type LoadedProps = { detail: Detail; audit: ReactNode; runs: ReactNode; notices: ReactNode }

function Loaded({ detail, audit, runs, notices }: LoadedProps) {
  const [asked, setAsked] = useState<Asked | null>(null)
  const choose = useRowActions(setAsked)
  const navigate = useNavigate()
  return (
    <>
      <DeploymentHeader detail={detail} onChoose={choose} />
      {detail.pending_change && <PendingNotice change={detail.pending_change} />}
      {notices}
      <LiveRollout detail={detail} />
      <Scorecard detail={detail} />
      <AdviceCard planId={detail.plan_id} />
      {detail.host === 'external' && <Elsewhere detail={detail} />}
      <DetailTabs detail={detail} audit={audit} runs={detail.kind === 'agent' && runs} />
      {asked && (
        <OpenedDialog
          asked={asked}
          onClose={() => setAsked(null)}
          onDeleted={() => void navigate({ to: paths.deployments })}
        />
      )}
    </>
  )
}

function Loading() {
  return (
    <div aria-busy className="flex flex-col gap-4">
      <h1 className="sr-only">Deployment</h1>
      <Skeleton className="h-7 w-64" />
      <Skeleton className="h-20 w-full" />
      <Skeleton className="h-48 w-full" />
    </div>
  )
}

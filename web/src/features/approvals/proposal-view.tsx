import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { FlaskConical, ShieldQuestionMark } from 'lucide-react'
import { getProposalOptions } from '@/api/gen/@tanstack/react-query.gen'
import { asProblem } from '@/api/problem'
import { paths } from '@/paths'
import { Badge } from '@/ui/badge'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { Moment } from '@/ui/moment'
import { Notice } from '@/ui/notice'
import { Skeleton } from '@/ui/skeleton'
import { DecisionBar } from './decision-bar'
import { RiskMark, StatusMark } from './marks'
import { Changes, Checks, Cost, Evidence, Findings, Part, Record, RiskReasons } from './parts'
import { Yours } from './queue-list'
import { Replay } from './replay'
import { Progress, Urgency } from './standing'
import type { Detail } from './types'
import { ReviewAfterwards } from './urgent'
import { fully, left } from './words'

export function useProposal(id: string) {
  return useQuery({ ...getProposalOptions({ path: { proposal_id: id } }), staleTime: 60_000 })
}

/** Whether there is no such proposal, or none that one may see. */
export function isMissing(error: unknown): boolean {
  return error !== null && asProblem(error).status === 404
}

/** One proposal in full, with the decision at its foot. It stays the one that was opened, whatever else comes in. */
export function ProposalView({ id, heading = true }: { id: string; heading?: boolean }) {
  const { data, isPending, isError, isFetching, error, refetch } = useProposal(id)
  if (isPending) {
    return (
      <div className="flex flex-col gap-3 rounded-lg border bg-surface p-4">
        <Skeleton className="h-6 w-72" />
        <Skeleton className="w-48" />
        <Skeleton className="h-48 w-full" />
      </div>
    )
  }
  if (isMissing(error)) return <Missing />
  if (isError && !data) {
    return (
      <Failure
        what="The proposal could not be loaded"
        error={error}
        busy={isFetching}
        onRetry={() => void refetch()}
      />
    )
  }
  return data ? <Loaded detail={data} heading={heading} /> : null
}

function Missing() {
  return (
    <div className="rounded-lg border bg-surface">
      <EmptyState
        icon={ShieldQuestionMark}
        title="There is no such proposal"
        command="remit approvals list"
        action={
          <Link to={paths.approvals} className="text-accent text-sm underline-offset-2 hover:underline">
            See what waits for approval
          </Link>
        }
      >
        The address may be cut off, or it belongs to another organisation.
      </EmptyState>
    </div>
  )
}

function Loaded({ detail, heading }: { detail: Detail; heading: boolean }) {
  const { requested_by: who, created_at: at } = detail
  return (
    <article
      aria-label={detail.title}
      className="flex min-w-0 flex-col gap-5 rounded-lg border bg-surface p-4"
    >
      <header className="flex flex-col gap-2">
        <div className="flex flex-wrap items-center gap-2">
          <RiskMark level={detail.risk.level} />
          <StatusMark status={detail.status} />
          {detail.dry_run && <Badge tone="idle" icon={FlaskConical} word="Dry run" />}
          {detail.mine && <Yours />}
        </div>
        <h2 className={heading ? 'wrap-anywhere font-semibold text-lg' : 'sr-only'}>{detail.title}</h2>
        <p className="text-muted text-sm">
          Asked by <span className="wrap-anywhere font-medium text-text">{who.name}</span> ({who.role}),{' '}
          <Moment at={at} />
          {detail.status === 'pending' && (
            <>
              ; {left(detail.expires_at)}, on {fully(detail.expires_at)}
            </>
          )}
          .
        </p>
      </header>
      <Ended detail={detail} />
      {detail.why && (
        <Part title="Why">
          <blockquote className="wrap-anywhere whitespace-pre-wrap border-l-2 pl-3 text-sm">
            {detail.why}
          </blockquote>
        </Part>
      )}
      <Urgency detail={detail} />
      <ReviewAfterwards detail={detail} />
      <Progress detail={detail} />
      <RiskReasons risk={detail.risk} />
      <Changes detail={detail} />
      <Cost detail={detail} />
      <Checks checks={detail.checks} />
      <Findings detail={detail} />
      {detail.replay && <Replay replay={detail.replay} />}
      <Evidence evidence={detail.evidence} />
      <Record detail={detail} />
      {!detail.ended && <DecisionBar key={detail.id} detail={detail} />}
    </article>
  )
}

/** How it ended, and who decided with which reason; said aloud when it happens while the proposal is open. */
function Ended({ detail: { ended, verdict, status } }: { detail: Detail }) {
  return (
    <div role="status" className="empty:hidden">
      {ended && (
        <Notice tone={status === 'rejected' || status === 'failed' ? 'warn' : 'info'} title={ended}>
          {verdict && `“${verdict.reason}”`}
        </Notice>
      )}
    </div>
  )
}

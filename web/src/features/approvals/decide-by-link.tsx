import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { LookAtDecisionLinkResponse } from '@/api/gen'
import {
  decideByLinkMutation,
  lookAtDecisionLinkOptions,
  lookAtDecisionLinkQueryKey,
} from '@/api/gen/@tanstack/react-query.gen'
import { asProblem } from '@/api/problem'
import { paths } from '@/paths'
import { Button } from '@/ui/button'
import { Failure } from '@/ui/failure'
import { Field, Textarea } from '@/ui/form'
import { Notice } from '@/ui/notice'
import { usePageTitle } from '@/ui/page-header'
import { Skeleton } from '@/ui/skeleton'
import { RiskMark, StatusMark } from './marks'
import { Changes, Checks, Cost, Part, RiskReasons } from './parts'
import { Progress } from './standing'
import type { Detail, Verdict } from './types'

type Look = LookAtDecisionLinkResponse

/** A proposal as the person sees it whom a mail was for; reading it decides nothing. */
export function DecideByLink({ token }: { token: string }) {
  usePageTitle('Decide')
  const look = useQuery({
    ...lookAtDecisionLinkOptions({ path: { token } }),
    retry: false,
    staleTime: 30_000,
  })
  if (look.isError) {
    const missing = asProblem(look.error).status === 404
    return (
      <div className="flex flex-col gap-4">
        <h1 className="font-semibold text-xl tracking-tight">
          {missing ? 'This link leads nowhere' : 'Decide'}
        </h1>
        {missing ? (
          <Notice tone="warn" title="There is no such link">
            Check that it is whole, or <SignIn>sign in and open the approvals</SignIn>.
          </Notice>
        ) : (
          <Failure what="The proposal could not be shown" error={look.error} onRetry={look.refetch} />
        )}
      </div>
    )
  }
  if (!look.data) return <Skeleton className="h-64 w-full" />
  const { proposal, member, organization, state } = look.data
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-1">
        <h1 className="wrap-anywhere font-semibold text-xl tracking-tight">
          {proposal?.title ?? 'This link is for somebody else'}
        </h1>
        <p className="wrap-anywhere text-muted text-sm">
          {organization}, for {member}
        </p>
      </div>
      {state !== 'open' && <Closed look={look.data} />}
      {proposal && <Shown detail={proposal} />}
      {proposal && state === 'open' && <Decide token={token} look={look.data} detail={proposal} />}
    </div>
  )
}

function SignIn({ children, id }: { children: string; id?: string }) {
  const to = id ? { to: paths.approval, params: { id } as never } : { to: paths.approvals }
  return (
    <Link {...to} className="text-accent underline-offset-2 hover:underline">
      {children}
    </Link>
  )
}

const TITLES: Readonly<Record<Exclude<Look['state'], 'open'>, string>> = {
  sign_in: 'Sign in to decide on this',
  used: 'You have decided by this link',
  expired: 'This link has expired',
  ended: 'This was decided already',
  changed: 'It has changed since the mail was sent',
  somebody_else: 'Somebody else is signed in here',
}

function Closed({ look: { state, said, proposal } }: { look: Look }) {
  if (state === 'open') return null
  return (
    <div role="status">
      <Notice tone={state === 'used' || state === 'ended' ? 'info' : 'warn'} title={TITLES[state]}>
        {state === 'ended' && proposal?.ended ? proposal.ended : said}{' '}
        {proposal && <SignIn id={proposal.id}>Open it in Remit</SignIn>}
        {!proposal && <SignIn>Open your own approvals</SignIn>}
      </Notice>
    </div>
  )
}

function Shown({ detail }: { detail: Detail }) {
  return (
    <article
      aria-label={detail.title}
      className="flex min-w-0 flex-col gap-5 rounded-lg border bg-surface p-4"
    >
      <div className="flex flex-wrap items-center gap-2">
        <RiskMark level={detail.risk.level} />
        <StatusMark status={detail.status} />
        <span className="wrap-anywhere text-muted text-sm">
          Asked by {detail.requested_by.name} ({detail.requested_by.role})
        </span>
      </div>
      {detail.why && (
        <Part title="Why">
          <blockquote className="wrap-anywhere whitespace-pre-wrap border-l-2 pl-3 text-sm">
            {detail.why}
          </blockquote>
        </Part>
      )}
      <Progress detail={detail} />
      <RiskReasons risk={detail.risk} />
      <Changes detail={detail} />
      <Cost detail={detail} />
      <Checks checks={detail.checks} />
    </article>
  )
}

function Decide({ token, look, detail }: { token: string; look: Look; detail: Detail }) {
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const queries = useQueryClient()
  const key = lookAtDecisionLinkQueryKey({ path: { token } })
  const decision = useMutation({
    ...decideByLinkMutation(),
    onSuccess: (after) => queries.setQueryData(key, after),
    onError: (error) => {
      if (asProblem(error).status === 409) void queries.invalidateQueries({ queryKey: key })
    },
  })
  const say = (verdict: Verdict) => {
    if (reason.trim() === '') return setMissing(true)
    decision.mutate({
      path: { token },
      body: { decision: verdict, reason: reason.trim(), digest: detail.digest },
    })
  }
  return (
    <section aria-label="Your decision" className="flex flex-col gap-3 rounded-lg border bg-surface p-4">
      {!detail.may_decide.allowed && (
        <Notice tone="warn" title="You cannot approve this">
          {detail.may_decide.reason}
        </Notice>
      )}
      <Field
        label={`Why do you decide so, ${look.member}?`}
        help="It goes into the audit log. The link works once."
        error={missing && reason.trim() === '' ? 'Write why; the reason goes into the audit log.' : undefined}
      >
        {(control) => (
          <Textarea
            {...control}
            rows={2}
            maxLength={2000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      {decision.isError && <Failure what="Your decision was not taken" error={decision.error} />}
      <div className="flex flex-wrap justify-end gap-2">
        {detail.may_reject.allowed && (
          <Button busy={decision.isPending} onClick={() => say('rejected')}>
            Reject
          </Button>
        )}
        {detail.may_decide.allowed && (
          <Button variant="primary" busy={decision.isPending} onClick={() => say('approved')}>
            Approve
          </Button>
        )}
      </div>
    </section>
  )
}

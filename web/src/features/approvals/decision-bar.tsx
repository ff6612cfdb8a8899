import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useId, useRef, useState } from 'react'
import { decideOnProposalMutation, withdrawProposalMutation } from '@/api/gen/@tanstack/react-query.gen'
import { asProblem } from '@/api/problem'
import { useActions } from '@/ui/actions'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Failure } from '@/ui/failure'
import { Textarea } from '@/ui/form'
import { Notice } from '@/ui/notice'
import { toast } from '@/ui/toast'
import { useClosing } from '@/ui/use-closing'
import { hearOfProposals, settle } from './hear'
import type { Detail, Verdict } from './types'
import { BreakGlass } from './urgent'

/** What was begun and not sent, by proposal: neither a turned phone nor a look at another page loses it. */
const begun = new Map<string, { verdict: Verdict; reason: string }>()

const VERB: Record<Verdict, string> = { approved: 'Approve', rejected: 'Reject' }

/** What can be done about a proposal, at the foot of it: decide with a reason, take it back, or why neither. */
export function DecisionBar({ detail }: { detail: Detail }) {
  const [chosen, setChosen] = useState<Verdict | null>(() => begun.get(detail.id)?.verdict ?? null)
  const close = () => {
    begun.delete(detail.id)
    setChosen(null)
  }
  const { may_decide: yes, may_reject: no } = detail
  useActions('This proposal', [
    {
      id: 'approve',
      label: 'Approve this proposal',
      keys: 'a',
      refusal: yes.reason,
      run: () => setChosen('approved'),
    },
    {
      id: 'reject',
      label: 'Reject this proposal',
      keys: 'd',
      refusal: no.reason,
      run: () => setChosen('rejected'),
    },
  ])
  return (
    <div className="sticky bottom-0 z-10 -mx-4 -mb-4 flex flex-col gap-2 rounded-b-lg border-t bg-surface px-4 py-3 print:hidden">
      {chosen && (chosen === 'approved' ? yes : no).allowed ? (
        <ReasonForm key={chosen} detail={detail} verdict={chosen} onClose={close} />
      ) : (
        <>
          {!yes.allowed && <NotAllowed detail={detail} />}
          {yes.on_behalf_of && (
            <p className="wrap-anywhere text-muted text-sm">You decide for {yes.on_behalf_of}.</p>
          )}
          <div className="flex flex-wrap justify-end gap-2 empty:hidden">
            <BreakGlass detail={detail} />
            {no.allowed && (
              <Button onClick={() => setChosen('rejected')} aria-keyshortcuts="d">
                Reject
              </Button>
            )}
            {yes.allowed && (
              <Button variant="primary" onClick={() => setChosen('approved')} aria-keyshortcuts="a">
                Approve
              </Button>
            )}
          </div>
        </>
      )}
    </div>
  )
}

function NotAllowed({ detail }: { detail: Detail }) {
  const [asking, setAsking] = useState(false)
  const queries = useQueryClient()
  const withdrawal = useMutation({
    ...withdrawProposalMutation(),
    onSuccess: (after) => {
      settle(queries, after)
      setAsking(false)
      toast.success('The proposal was withdrawn')
    },
  })
  return (
    <div className="flex flex-wrap items-center gap-2">
      <p role="status" className="wrap-anywhere min-w-0 flex-1 basis-60 text-sm">
        {detail.may_decide.reason}
      </p>
      {detail.may_withdraw && <Button onClick={() => setAsking(true)}>Withdraw</Button>}
      {asking && (
        <ConfirmDialog
          title={`Withdraw “${detail.title}”`}
          verb="Withdraw"
          busy={withdrawal.isPending}
          error={withdrawal.isError ? withdrawal.error : undefined}
          onConfirm={() => withdrawal.mutate({ path: { proposal_id: detail.id }, body: {} })}
          onClose={() => setAsking(false)}
        >
          Nobody can approve it any more. Ask for it again when you want it after all.
        </ConfirmDialog>
      )}
    </div>
  )
}

type FormProps = { detail: Detail; verdict: Verdict; onClose: () => void }

function ReasonForm({ detail, verdict, onClose }: FormProps) {
  const id = useId()
  const [reason, setReason] = useState(() => begun.get(detail.id)?.reason ?? '')
  useEffect(() => {
    begun.set(detail.id, { verdict, reason })
  }, [detail.id, verdict, reason])
  const [missing, setMissing] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const queries = useQueryClient()
  const decision = useMutation({
    ...decideOnProposalMutation(),
    onSuccess: (after) => {
      settle(queries, after)
      const waits = after.status === 'pending'
      const done = waits ? 'Your approval counts; more are needed' : 'Approved: it is being carried out'
      toast.success(verdict === 'approved' ? done : 'Rejected')
      onClose()
    },
    onError: (error) => {
      if (asProblem(error).status === 409) hearOfProposals(queries, [{ id: detail.id }])
    },
  })
  const close = useClosing(decision.isPending, onClose)
  const send = () => {
    if (reason.trim() === '') {
      setMissing(true)
      field.current?.focus()
      return
    }
    const { id: proposal_id, digest } = detail
    decision.mutate({ path: { proposal_id }, body: { decision: verdict, reason: reason.trim(), digest } })
  }
  const wrong = missing && reason.trim() === ''
  return (
    <form
      aria-label={`${VERB[verdict]} this proposal`}
      noValidate
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close()
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send()
      }}
    >
      <label htmlFor={id} className="font-medium text-sm">
        Why do you {VERB[verdict].toLowerCase()} it?
      </label>
      <Textarea
        ref={field}
        id={id}
        autoFocus
        required
        rows={2}
        maxLength={2000}
        value={reason}
        aria-invalid={wrong}
        aria-describedby={`${id}-help`}
        onChange={(event) => setReason(event.target.value)}
        className="min-h-14"
      />
      <p
        id={`${id}-help`}
        role={wrong ? 'alert' : undefined}
        className={wrong ? 'text-bad text-xs' : 'text-muted text-xs'}
      >
        {wrong ? 'Write why; the reason goes into the audit log.' : 'Required. It goes into the audit log.'}
      </p>
      {decision.isError &&
        (asProblem(decision.error).status === 409 ? (
          <Notice tone="bad" title={asProblem(decision.error).title}>
            {asProblem(decision.error).detail}
          </Notice>
        ) : (
          <Failure what={`${VERB[verdict]} did not work`} error={decision.error} />
        ))}
      <div className="flex justify-end gap-2">
        <Button onClick={close}>Cancel</Button>
        <Button
          type="submit"
          variant={verdict === 'approved' ? 'primary' : 'danger'}
          busy={decision.isPending}
        >
          {VERB[verdict]}
        </Button>
      </div>
    </form>
  )
}

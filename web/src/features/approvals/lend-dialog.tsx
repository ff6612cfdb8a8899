import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  createDelegationMutation,
  currentSessionOptions,
  listApprovalRulesOptions,
  listDelegationsQueryKey,
  listMembersOptions,
} from '@/api/gen/@tanstack/react-query.gen'
import { Failure } from '@/ui/failure'
import { Field, Input, Select, Switch, Textarea } from '@/ui/form'
import { FormDialog } from '@/ui/form-dialog'
import { toast } from '@/ui/toast'

const DAY_MS = 86_400_000

function local(moment: Date): string {
  const shifted = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000)
  return shifted.toISOString().slice(0, 16)
}

/** Lets another member decide in one's place, from a day to another. */
export function LendDialog({ onClose }: { onClose: () => void }) {
  const { data: members } = useQuery(listMembersOptions())
  const { data: me } = useQuery(currentSessionOptions())
  const { data: rules } = useQuery(listApprovalRulesOptions())
  const [to, setTo] = useState('')
  const [kinds, setKinds] = useState<readonly string[]>([])
  const [from, setFrom] = useState('')
  const [until, setUntil] = useState(() => local(new Date(Date.now() + 7 * DAY_MS)))
  const [reason, setReason] = useState('')
  const [errors, setErrors] = useState<Record<string, string>>({})
  const queries = useQueryClient()
  const lend = useMutation({
    ...createDelegationMutation(),
    onSuccess: ({ to_member }) => {
      toast.success(`${to_member.name} may decide in your place`)
      onClose()
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: listDelegationsQueryKey() }),
  })
  const send = () => {
    const wrong: Record<string, string> = {}
    if (to === '') wrong.to = 'Choose who decides in your place.'
    if (until === '') wrong.until = 'Choose when it ends.'
    else if (new Date(until) <= new Date(from || Date.now())) wrong.until = 'It has to end after it begins.'
    if (reason.trim() === '') wrong.reason = 'Write why; it goes into the audit log.'
    setErrors(wrong)
    if (Object.keys(wrong).length > 0) return
    lend.mutate({
      body: {
        to_member: to,
        kinds: [...kinds],
        reason: reason.trim(),
        starts_at: from === '' ? null : new Date(from).toISOString(),
        ends_at: new Date(until).toISOString(),
      },
    })
  }
  const others = (members?.items ?? []).filter(({ id }) => id !== me?.principal.id)
  return (
    <FormDialog
      title="Lend my right to decide"
      description="They decide as you could, once for both of you, and never on what either of you asked for."
      verb="Lend it"
      busy={lend.isPending}
      error={lend.error ?? (Object.keys(errors).length > 0 ? errors : null)}
      onSubmit={send}
      onClose={onClose}
    >
      <Field label="To" error={errors.to}>
        {(control) => (
          <Select
            {...control}
            value={to}
            onChange={(event) => setTo(event.target.value)}
            options={[
              { value: '', label: 'Choose a member' },
              ...others.map(({ id, name, role }) => ({ value: id, label: `${name} (${role})` })),
            ]}
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="From" optional help="At once where nothing is chosen.">
          {(control) => (
            <Input
              {...control}
              type="datetime-local"
              value={from}
              onChange={(event) => setFrom(event.target.value)}
            />
          )}
        </Field>
        <Field label="Until" error={errors.until}>
          {(control) => (
            <Input
              {...control}
              type="datetime-local"
              value={until}
              onChange={(event) => setUntil(event.target.value)}
            />
          )}
        </Field>
      </div>
      <fieldset className="flex flex-col gap-1.5">
        <legend className="mb-1 font-medium text-sm">Only for these kinds of change</legend>
        {(rules?.kinds ?? []).map((kind) => (
          <Switch
            key={kind}
            checked={kinds.includes(kind)}
            onChange={(on) => setKinds(on ? [...kinds, kind] : kinds.filter((each) => each !== kind))}
          >
            {kind}
          </Switch>
        ))}
        <p className="text-muted text-xs">Every kind where none is chosen.</p>
      </fieldset>
      <Field label="Why" error={errors.reason}>
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
      {lend.isError && <Failure what="Your right was not lent" error={lend.error} />}
    </FormDialog>
  )
}

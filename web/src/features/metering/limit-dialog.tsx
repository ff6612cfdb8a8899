import { useState } from 'react'
import { Failure } from '@/ui/failure'
import { Field, Input, Select } from '@/ui/form'
import { FormDialog } from '@/ui/form-dialog'
import { toast } from '@/ui/toast'
import {
  type Errors,
  type LimitDraft,
  limitChange,
  limitDraftOf,
  limitErrors,
  NEW_LIMIT,
  newLimit,
} from './draft'
import { changedMeanwhile, fieldErrors } from './errors'
import { useChangeLimit, useCreateLimit } from './queries'
import { SubjectPicker } from './subject-picker'
import type { Limit, Scope } from './types'
import { nameOfLimit, SCOPES } from './words'

const EACH = SCOPES.map(({ value, each }) => ({ value: `each ${value}`, label: each }))
const ONE = SCOPES.filter(({ value }) => value !== 'organization').map(({ value, label }) => ({
  value: `one ${value}`,
  label,
}))
const COUNTS = [
  { draft: 'requests', field: 'requests_per_minute', label: 'Requests a minute' },
  { draft: 'tokens', field: 'tokens_per_minute', label: 'Tokens a minute' },
  { draft: 'concurrency', field: 'concurrency', label: 'Calls at once' },
] as const

/** Sets limits, or changes them; an empty field is no limit of that kind. */
export function LimitDialog({ limit, onClose }: { limit: Limit | null; onClose: () => void }) {
  const [draft, setDraft] = useState<LimitDraft>(() => (limit ? limitDraftOf(limit) : NEW_LIMIT))
  const [typed, setTyped] = useState<Errors>({})
  const create = useCreateLimit()
  const change = useChangeLimit()
  const sending = limit ? change : create
  const errors: Errors = { ...fieldErrors(sending.error), ...typed }
  const edit = (changes: Partial<LimitDraft>) => setDraft((before) => ({ ...before, ...changes }))
  const done = (saved: Limit) => {
    toast.success(`The limit of ${nameOfLimit(saved)} is ${limit ? 'saved' : 'set'}`)
    onClose()
  }
  const send = () => {
    const wrong = limitErrors(draft)
    setTyped(wrong)
    if (Object.keys(wrong).length > 0) return
    if (limit) {
      const body = limitChange(draft, limit.version)
      change.mutate({ path: { limit_id: limit.id }, body }, { onSuccess: done })
    } else create.mutate({ body: newLimit(draft) }, { onSuccess: done })
  }
  return (
    <FormDialog
      title={limit ? `Change the limit of ${nameOfLimit(limit)}` : 'Set a limit'}
      verb={limit ? 'Save' : 'Set limit'}
      busy={sending.isPending}
      error={sending.error ?? (Object.keys(typed).length > 0 ? typed : null)}
      onSubmit={send}
      onClose={onClose}
    >
      {!limit && (
        <Field label="For" help="One’s own limit goes before that of each.">
          {(control) => (
            <Select
              {...control}
              options={[...EACH, ...ONE]}
              value={`${draft.one ? 'one' : 'each'} ${draft.scope}`}
              onChange={({ target }) => {
                const [how, scope] = target.value.split(' ')
                edit({ one: how === 'one', scope: scope as Scope, subject: null })
              }}
            />
          )}
        </Field>
      )}
      {!limit && draft.one && (
        <SubjectPicker
          key={draft.scope}
          scope={draft.scope}
          chosen={draft.subject}
          error={errors.subject}
          onChoose={(subject) => edit({ subject })}
        />
      )}
      {COUNTS.map(({ draft: name, field, label }) => (
        <Field key={name} label={label} optional error={errors[field]}>
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              autoComplete="off"
              maxLength={12}
              value={draft[name]}
              onChange={(event) => edit({ [name]: event.target.value })}
            />
          )}
        </Field>
      ))}
      {sending.isError && Object.keys(fieldErrors(sending.error)).length === 0 && (
        <Failure what="The limit was not saved" error={sending.error}>
          {changedMeanwhile(sending.error) && 'Close this and look at it as it is now.'}
        </Failure>
      )}
    </FormDialog>
  )
}

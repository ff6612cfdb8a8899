import { useState } from 'react'
import { Failure } from '@/ui/failure'
import { Field, Input, Select, Switch } from '@/ui/form'
import { FormDialog } from '@/ui/form-dialog'
import { toast } from '@/ui/toast'
import {
  type BudgetDraft,
  budgetChange,
  budgetErrors,
  draftOf,
  type Errors,
  NEW_BUDGET,
  newBudget,
} from './draft'
import { changedMeanwhile, fieldErrors } from './errors'
import { useChangeBudget, useCreateBudget } from './queries'
import { SubjectPicker } from './subject-picker'
import type { Budget, Period, Scope } from './types'
import { nameOf, PERIODS, SCOPES } from './words'

type Props = {
  budget: Budget | null
  /** Dollars to begin with, instead of those that hold. */
  limit?: number | undefined
  onClose: () => void
}

/** Makes a budget, or changes one; whose it is and for how long cannot be changed. */
export function BudgetDialog({ budget, limit, onClose }: Props) {
  const [draft, setDraft] = useState<BudgetDraft>(() => ({
    ...(budget ? draftOf(budget) : NEW_BUDGET),
    ...(limit !== undefined && { limit: String(limit) }),
  }))
  const [typed, setTyped] = useState<Errors>({})
  const create = useCreateBudget()
  const change = useChangeBudget()
  const sending = budget ? change : create
  const errors: Errors = { ...fieldErrors(sending.error), ...typed }
  const edit = (changes: Partial<BudgetDraft>) => setDraft((before) => ({ ...before, ...changes }))
  const done = (saved: Budget) => {
    toast.success(`${nameOf(saved)} is ${budget ? 'saved' : 'set'}`)
    onClose()
  }
  const send = () => {
    const wrong = budgetErrors(draft)
    setTyped(wrong)
    if (Object.keys(wrong).length > 0) return
    if (budget) {
      const body = budgetChange(draft, budget.version)
      change.mutate({ path: { budget_id: budget.id }, body }, { onSuccess: done })
    } else create.mutate({ body: newBudget(draft) }, { onSuccess: done })
  }
  return (
    <FormDialog
      title={budget ? `Change the budget of ${budget.subject_name || budget.subject}` : 'Set a budget'}
      verb={budget ? 'Save' : 'Set budget'}
      busy={sending.isPending}
      error={sending.error ?? (Object.keys(typed).length > 0 ? typed : null)}
      onSubmit={send}
      onClose={onClose}
    >
      {!budget && <Whose draft={draft} errors={errors} onChange={edit} />}
      <Field label="Dollars" error={errors.limit_usd} help={`What may be spent each ${draft.period}.`}>
        {(control) => (
          <Input
            {...control}
            inputMode="decimal"
            autoComplete="off"
            maxLength={20}
            value={draft.limit}
            onChange={(event) => edit({ limit: event.target.value })}
          />
        )}
      </Field>
      <Field
        label="Tell people at"
        error={errors.thresholds}
        help="Percent of the budget; each is told once in a period."
      >
        {(control) => (
          <Input
            {...control}
            maxLength={100}
            value={draft.thresholds}
            onChange={(event) => edit({ thresholds: event.target.value })}
          />
        )}
      </Field>
      <Switch checked={draft.asks} onChange={(asks) => edit({ asks })}>
        When it is spent, calls wait for a person instead of being refused
      </Switch>
      {sending.isError && Object.keys(fieldErrors(sending.error)).length === 0 && (
        <Failure what="The budget was not saved" error={sending.error}>
          {changedMeanwhile(sending.error) && 'Close this and look at it as it is now.'}
        </Failure>
      )}
    </FormDialog>
  )
}

type WhoseProps = { draft: BudgetDraft; errors: Errors; onChange: (changes: Partial<BudgetDraft>) => void }

function Whose({ draft, errors, onChange }: WhoseProps) {
  return (
    <>
      <Field label="For">
        {(control) => (
          <Select
            {...control}
            options={SCOPES}
            value={draft.scope}
            onChange={(event) => onChange({ scope: event.target.value as Scope, subject: null })}
          />
        )}
      </Field>
      {draft.scope !== 'organization' && (
        <SubjectPicker
          key={draft.scope}
          scope={draft.scope}
          chosen={draft.subject}
          error={errors.subject}
          onChoose={(subject) => onChange({ subject })}
        />
      )}
      <Field label="Each" help="Calendar periods, in UTC.">
        {(control) => (
          <Select
            {...control}
            options={PERIODS}
            value={draft.period}
            onChange={(event) => onChange({ period: event.target.value as Period })}
          />
        )}
      </Field>
    </>
  )
}

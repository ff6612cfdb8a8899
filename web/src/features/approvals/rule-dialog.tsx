import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useEnvironmentOptions } from '@/api/environments'
import type { RuleAnswer } from '@/api/gen'
import { listApprovalRulesQueryKey, setApprovalRuleMutation } from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { Failure } from '@/ui/failure'
import { Field, Input, Select } from '@/ui/form'
import { FormDialog } from '@/ui/form-dialog'
import { toast } from '@/ui/toast'
import { bodyOf, draftOf, type Errors, errorsOf, newRule, newStage, type RuleDraft } from './rule-draft'
import { StageFields } from './stage-fields'

type Props = {
  /** The rule to change; none for a new one. */
  rule: RuleAnswer | null
  kinds: readonly string[]
  onClose: () => void
}

const MOST_STAGES = 10

/** Makes a rule of who has to approve, or its next version. */
export function RuleDialog({ rule, kinds, onClose }: Props) {
  const [draft, setDraft] = useState<RuleDraft>(() => (rule ? draftOf(rule) : newRule(kinds[0] ?? '')))
  const [errors, setErrors] = useState<Errors>({})
  const queries = useQueryClient()
  const set = useMutation({
    ...setApprovalRuleMutation(),
    onSuccess: ({ slug, number }) => {
      toast.success(`Version ${number} of the rule ${slug} holds`)
      onClose()
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: listApprovalRulesQueryKey() }),
  })
  const change = (changes: Partial<RuleDraft>) => setDraft((before) => ({ ...before, ...changes }))
  const send = () => {
    const wrong = errorsOf(draft)
    setErrors(wrong)
    if (Object.keys(wrong).length === 0) set.mutate({ path: { slug: draft.slug }, body: bodyOf(draft) })
  }
  return (
    <FormDialog
      title={rule ? `Change the rule ${rule.slug}` : 'Add an approval rule'}
      description="What waits already keeps the rule that held when it was asked for."
      verb={rule ? 'Make the next version' : 'Add rule'}
      busy={set.isPending}
      error={set.error ?? (Object.keys(errors).length > 0 ? errors : null)}
      onSubmit={send}
      onClose={onClose}
    >
      {!rule && (
        <Field label="Name" help="Records and commands name it so." error={errors.slug}>
          {(control) => (
            <Input
              {...control}
              maxLength={40}
              spellCheck={false}
              value={draft.slug}
              onChange={(event) => change({ slug: event.target.value })}
            />
          )}
        </Field>
      )}
      <Matches draft={draft} kinds={kinds} onChange={change} />
      {draft.stages.map((stage, place) => (
        <StageFields
          key={stage.key}
          number={place + 1}
          stage={stage}
          errors={errors}
          onChange={(changes) =>
            change({
              stages: draft.stages.map((each) => (each.key === stage.key ? { ...each, ...changes } : each)),
            })
          }
          {...(draft.stages.length > 1 && {
            onRemove: () => change({ stages: draft.stages.filter(({ key }) => key !== stage.key) }),
          })}
        />
      ))}
      {draft.stages.length < MOST_STAGES && (
        <Button className="self-start" onClick={() => change({ stages: [...draft.stages, newStage()] })}>
          <Plus aria-hidden />
          Add a stage
        </Button>
      )}
      {set.isError && <Failure what="The rule was not set" error={set.error} />}
    </FormDialog>
  )
}

type MatchesProps = Pick<Props, 'kinds'> & {
  draft: RuleDraft
  onChange: (changes: Partial<RuleDraft>) => void
}

function Matches({ draft, kinds, onChange }: MatchesProps) {
  const environments = useEnvironmentOptions(draft.environment)
  return (
    <div className="grid gap-4 sm:grid-cols-3">
      <Field label="Kind of change">
        {(control) => (
          <Select
            {...control}
            value={draft.kind}
            onChange={(event) => onChange({ kind: event.target.value })}
            options={kinds.map((value) => ({ value, label: value }))}
          />
        )}
      </Field>
      <Field label="Environment">
        {(control) => (
          <Select
            {...control}
            value={draft.environment}
            onChange={(event) => onChange({ environment: event.target.value })}
            options={[{ value: '', label: 'Everywhere' }, ...environments]}
          />
        )}
      </Field>
      <Field label="From this risk on">
        {(control) => (
          <Select
            {...control}
            value={draft.risk}
            onChange={(event) => onChange({ risk: event.target.value as RuleDraft['risk'] })}
            options={['low', 'medium', 'high'].map((value) => ({ value, label: value }))}
          />
        )}
      </Field>
    </div>
  )
}

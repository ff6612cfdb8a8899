import { Button } from '@/ui/button'
import { Field, Input, Switch } from '@/ui/form'
import type { Errors, StageDraft } from './rule-draft'
import { WhomPicker } from './whom-picker'

type Props = {
  number: number
  stage: StageDraft
  errors: Errors
  onChange: (changes: Partial<StageDraft>) => void
  onRemove?: () => void
}

/** One stage: how many of whom, until when, and who then. */
export function StageFields({ number, stage, errors, onChange, onRemove }: Props) {
  const text = (name: 'people' | 'hours', label: string, help: string) => (
    <Field label={label} help={help} error={errors[`${name}-${stage.key}`]}>
      {(control) => (
        <Input
          {...control}
          inputMode="numeric"
          maxLength={4}
          value={stage[name]}
          onChange={(event) => onChange({ [name]: event.target.value })}
        />
      )}
    </Field>
  )
  return (
    <fieldset className="flex flex-col gap-3 rounded-md border p-3">
      <legend className="px-1 font-medium text-sm">Stage {number}</legend>
      <div className="grid gap-3 sm:grid-cols-2">
        {text('people', 'How many approve', 'Each person counts once; nobody approves their own.')}
        {text('hours', 'Within, in hours', 'Then it ends, or goes to more people.')}
      </div>
      <WhomPicker
        label="Of whom"
        value={stage.whom}
        error={errors[`whom-${stage.key}`]}
        onChange={(whom) => onChange({ whom })}
      />
      <Switch checked={stage.differentTeams} onChange={(differentTeams) => onChange({ differentTeams })}>
        Everybody from another team
      </Switch>
      <WhomPicker
        label="When nobody decides in time, also"
        optional
        value={stage.escalates}
        onChange={(escalates) => onChange({ escalates })}
      />
      {onRemove && (
        <Button size="small" className="self-start" onClick={onRemove}>
          Remove stage {number}
        </Button>
      )}
    </fieldset>
  )
}

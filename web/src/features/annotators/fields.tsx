import { Button } from '@/ui/button'
import { Field, Input, Select, Switch } from '@/ui/form'
import type { Draft, Errors } from './draft'
import type { Annotator, Kind } from './types'
import { DIRECTIONS } from './words'

type Props = {
  draft: Draft
  kind: Kind
  row: Annotator | null
  errors: Errors
  onChange: (changes: Partial<Draft>) => void
}

const FAILS = [
  { value: 'closed', label: 'Refuse the text' },
  { value: 'open', label: 'Let the text pass, and count it' },
]
const STREAMS = [
  { value: 'whole', label: 'Whole, before any of it is given' },
  { value: 'window', label: 'In windows, while it is written' },
]

/** The fields that a new annotator and one that is there have in common. */
export function Fields({ draft, kind, row, errors, onChange }: Props) {
  const text = (
    name: keyof Draft,
    label: string,
    help: string,
    error: string | undefined,
    optional = false,
  ) => (
    <Field label={label} help={help} error={error} optional={optional}>
      {(control) => (
        <Input
          {...control}
          className="font-mono"
          autoComplete="off"
          spellCheck={false}
          maxLength={2000}
          value={String(draft[name] ?? '')}
          onChange={(event) => onChange({ [name]: event.target.value })}
        />
      )}
    </Field>
  )
  return (
    <>
      {!row && text('slug', 'Slug', 'Records and commands name it so.', errors.slug)}
      {text('url', 'Address', 'As it is reached from where Remit runs.', errors.url)}
      <SecretField draft={draft} errors={errors} onChange={onChange} />
      {kind.needs_model && text('model', 'Model', 'As its server calls it.', errors.model)}
      {kind.takes_language && text('language', 'Language', 'Two letters, such as en.', errors.language, true)}
      {text(
        'labels',
        'Labels it may say',
        'With commas between them, and all that is under each; empty for anything.',
        errors.labels,
        true,
      )}
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 font-medium text-sm">What it sees</legend>
        {DIRECTIONS.map(({ value, label }) => (
          <Switch
            key={value}
            checked={draft.directions.includes(value)}
            onChange={(on) =>
              onChange({
                directions: DIRECTIONS.map((each) => each.value).filter((each) =>
                  each === value ? on : draft.directions.includes(each),
                ),
              })
            }
          >
            {label}
          </Switch>
        ))}
        {errors.directions && <p className="text-bad text-xs">{errors.directions}</p>}
      </fieldset>
      {text('seconds', 'Waited for, in seconds', 'Every call waits as long at most.', errors.timeout_seconds)}
      <Field label="When it does not answer">
        {(control) => (
          <Select
            {...control}
            options={FAILS}
            value={draft.closed ? 'closed' : 'open'}
            onChange={({ target }) =>
              onChange({
                closed: target.value === 'closed',
                ...(!row && { whole: target.value === 'closed' }),
              })
            }
          />
        )}
      </Field>
      <Field label="Streamed answers are seen">
        {(control) => (
          <Select
            {...control}
            options={STREAMS}
            value={draft.whole ? 'whole' : 'window'}
            onChange={({ target }) => onChange({ whole: target.value === 'whole' })}
          />
        )}
      </Field>
      {row && (
        <Switch checked={draft.enabled} onChange={(enabled) => onChange({ enabled })}>
          Asked by every call
        </Switch>
      )}
    </>
  )
}

function SecretField({ draft, errors, onChange }: Pick<Props, 'draft' | 'errors' | 'onChange'>) {
  const stays = draft.secret === null
  const help = stays
    ? 'It is sealed and cannot be shown, only replaced.'
    : 'Sent as Authorization: Bearer. It is sealed at once and never shown again.'
  return (
    <Field label="Secret" optional={!stays} help={help} error={errors.secret}>
      {(control) => (
        <span className="flex gap-2">
          <Input
            {...control}
            type="password"
            autoComplete="new-password"
            maxLength={8192}
            readOnly={stays}
            value={draft.secret ?? '••••••••'}
            onChange={(event) => onChange({ secret: event.target.value })}
          />
          {stays && <Button onClick={() => onChange({ secret: '' })}>Replace</Button>}
        </span>
      )}
    </Field>
  )
}

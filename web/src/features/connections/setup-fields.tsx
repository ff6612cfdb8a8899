import { Field, type FieldProps, Input, Select, Switch, Textarea } from '@/ui/form'
import { applies, type SetupDraft, type SetupField } from './setup-draft'

type Props = {
  fields: readonly SetupField[]
  draft: SetupDraft
  /** What is wrong, by the name of the field. */
  errors: Readonly<Record<string, string>>
  onChange: (changes: SetupDraft) => void
}

const HOW: Partial<Record<SetupField['shape'], string>> = {
  lines: ' One a line.',
  pairs: ' One a line, as Name: value.',
  json: ' As JSON.',
}

/** How a connection is reached: the fields of its kind, the seldom ones folded away. */
export function SetupFields({ fields, draft, errors, onChange }: Props) {
  const shown = fields.filter((field) => applies(field, draft))
  const more = shown.filter((field) => field.more)
  const wrong = more.some(({ name }) => errors[name])
  const draw = (field: SetupField) => (
    <Control key={field.name} field={field} draft={draft} error={errors[field.name]} onChange={onChange} />
  )
  return (
    <>
      {shown.filter((field) => !field.more).map(draw)}
      {more.length > 0 && (
        <details className="rounded-md border" open={wrong || undefined}>
          <summary className="cursor-pointer px-3 py-1.5 text-sm">More settings</summary>
          <div className="flex flex-col gap-4 border-t p-3">{more.map(draw)}</div>
        </details>
      )}
    </>
  )
}

type ControlProps = Omit<Props, 'fields' | 'errors'> & { field: SetupField; error: string | undefined }

function Control({ field, draft, error, onChange }: ControlProps) {
  const { name, label, help, shape, needed } = field
  const value = draft[name] ?? ''
  const set = (changed: string | boolean) => onChange({ [name]: changed })
  if (typeof value === 'boolean') {
    return (
      <div className="flex flex-col gap-1">
        <Switch checked={value} onChange={set}>
          {label}
        </Switch>
        <p className="text-muted text-xs">{help}</p>
      </div>
    )
  }
  return (
    <Field
      label={label}
      optional={!needed && shape !== 'choice'}
      help={`${help}${HOW[shape] ?? ''}`}
      error={error}
    >
      {(control) => <Entry field={field} control={control} value={value} onChange={set} />}
    </Field>
  )
}

type EntryProps = {
  field: SetupField
  control: FieldProps
  value: string
  onChange: (value: string) => void
}

function Entry({ field: { name, shape, options, example }, control, value, onChange }: EntryProps) {
  if (shape === 'choice')
    return (
      <Select
        {...control}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        options={options.map((option) => ({ value: option, label: option }))}
      />
    )
  if (shape === 'line' || shape === 'number')
    return (
      <Input
        {...control}
        className="font-mono"
        inputMode={shape === 'number' ? 'decimal' : undefined}
        value={value}
        placeholder={example}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
    )
  return (
    <>
      <Textarea
        {...control}
        className="max-h-60 font-mono text-xs"
        rows={shape === 'text' || shape === 'json' ? 6 : 3}
        value={value}
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
      {name === 'document' && <FromFile onRead={onChange} />}
    </>
  )
}

/** Reads a document from a file instead of having it pasted. */
function FromFile({ onRead }: { onRead: (text: string) => void }) {
  return (
    <input
      type="file"
      aria-label="Read the document from a file"
      accept=".json,.yaml,.yml,application/json,application/yaml"
      className="text-muted text-xs"
      onChange={(event) => {
        const [file] = event.target.files ?? []
        if (file) void file.text().then(onRead)
      }}
    />
  )
}

import { Button } from '@/ui/button'
import { Field, Input } from '@/ui/form'

type Props = {
  /** What is stored, as far as it is shown; none when nothing is. */
  stored: string | null
  /** Null while the stored key stays. */
  value: string | null
  help: string
  optional: boolean
  /** What the secret is called where it comes from. */
  label?: string
  error?: string | undefined
  onChange: (value: string | null) => void
}

/** A key goes in and never comes out: what is stored stays until another is typed. */
export function KeyField({ stored, value, help, optional, label = 'Key', error, onChange }: Props) {
  if (stored !== null && value === null) {
    return (
      <Field label={label} help="It is sealed and cannot be shown, only replaced." error={error}>
        {(control) => (
          <span className="flex gap-2">
            <Input {...control} value={stored} readOnly />
            <Button onClick={() => onChange('')}>Replace</Button>
          </span>
        )}
      </Field>
    )
  }
  const said = stored === null ? help : 'What is stored is replaced when you save; empty means none.'
  return (
    <Field label={label} optional={optional} help={said} error={error}>
      {(control) => (
        <span className="flex gap-2">
          <Input
            {...control}
            type="password"
            autoComplete="new-password"
            spellCheck={false}
            maxLength={8192}
            value={value ?? ''}
            onChange={(event) => onChange(event.target.value)}
          />
          {stored !== null && <Button onClick={() => onChange(null)}>Keep the old</Button>}
        </span>
      )}
    </Field>
  )
}

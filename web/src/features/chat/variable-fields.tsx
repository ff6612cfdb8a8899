import { useState } from 'react'
import { Field, Input, Select } from '@/ui/form'
import { lacking, type Value, type Values, type Variable, wrongWith } from './variables'

type Props = {
  asked: readonly Variable[]
  typed: Values
  onType: (typed: Values) => void
}

/** What an agent asks for beside the message: open until it is filled in, then a line. */
export function VariableFields({ asked, typed, onType }: Props) {
  const [open, setOpen] = useState(() => lacking(asked, typed) !== null)
  if (asked.length === 0) return null
  return (
    <details
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      className="rounded-md border bg-surface text-sm"
    >
      <summary className="wrap-anywhere cursor-pointer px-3 py-1.5">
        <span className="font-medium">What the agent asks for</span>
        {!open && <span className="text-muted"> {told(asked, typed)}</span>}
      </summary>
      <div className="grid max-h-64 gap-3 overflow-y-auto border-t px-3 py-2 sm:grid-cols-2">
        {asked.map((each) => (
          <One
            key={each.name}
            variable={each}
            value={typed[each.name]}
            onChange={(value) => onType({ ...typed, [each.name]: value })}
          />
        ))}
      </div>
    </details>
  )
}

type OneProps = { variable: Variable; value: Value | undefined; onChange: (value: Value) => void }

function One({ variable, value, onChange }: OneProps) {
  const { name, required, description, type, choices, default: usual } = variable
  const options = type === 'boolean' ? [true, false] : choices
  const chosen = value === undefined || value === '' ? '' : String(value)
  const empty = usual === null ? 'Choose' : `${shown(usual)} (usual)`
  return (
    <Field
      label={name}
      optional={!required}
      help={description || undefined}
      error={wrongWith(variable, value) ?? undefined}
    >
      {(field) =>
        options.length > 0 ? (
          <Select
            {...field}
            required={required}
            value={chosen}
            onChange={(event) => onChange(options.find((each) => String(each) === event.target.value) ?? '')}
            options={[
              { value: '', label: empty },
              ...options.map((each) => ({ value: String(each), label: shown(each) })),
            ]}
          />
        ) : (
          <Input
            {...field}
            dir="auto"
            required={required}
            inputMode={type === 'string' ? 'text' : 'decimal'}
            placeholder={usual === null ? undefined : `${shown(usual)} (usual)`}
            value={chosen}
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }
    </Field>
  )
}

function shown(value: Value): string {
  return typeof value === 'boolean' ? (value ? 'Yes' : 'No') : String(value)
}

function told(asked: readonly Variable[], typed: Values): string {
  const filled = asked.filter(({ name }) => typed[name] !== undefined && typed[name] !== '')
  return filled.map(({ name }) => `${name}: ${shown(typed[name] as Value)}`).join(', ')
}

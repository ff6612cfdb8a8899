import { useState } from 'react'
import { Field, Textarea } from '@/ui/form'

type JsonProps = { label: string; help?: string; value: unknown; onValue: (value: unknown) => void }

/** A JSON value: what is typed shows while it is not one yet. */
export function Json({ label, help, value, onValue }: JsonProps) {
  const shown = value === undefined ? '' : JSON.stringify(value, null, 2)
  const [typed, setTyped] = useState<string | null>(null)
  const wrong = typed !== null && typed.trim() !== '' && parsed(typed) === undefined
  return (
    <Field
      label={label}
      help={help}
      error={wrong ? 'This is no JSON yet, like {"city": "Oslo"}.' : undefined}
    >
      {(control) => (
        <Textarea
          {...control}
          rows={4}
          spellCheck={false}
          className="font-mono text-xs leading-5"
          value={typed ?? shown}
          onFocus={() => setTyped(shown)}
          onBlur={() => !wrong && setTyped(null)}
          onChange={({ target }) => {
            setTyped(target.value)
            const next = parsed(target.value)
            if (next !== undefined || target.value.trim() === '') onValue(next)
          }}
        />
      )}
    </Field>
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

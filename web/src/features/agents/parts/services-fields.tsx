import { Field, Switch } from '@/ui/form'
import { setField } from '../document/edit'
import { isRecord, PATHS, readRemit, setNumber } from '../document/fields'
import type { Part } from './part'
import { Typed } from './typed'

const SWITCHES = [
  { name: 'llm', words: 'It may ask a model' },
  { name: 'store', words: 'It may keep values between calls' },
  { name: 'agent_builder', words: 'It may draft agents, for callers who may build' },
]
const LISTS = [
  { name: 'agents', label: 'Agents it may call', help: 'Slugs, with commas between them.' },
  { name: 'http', label: 'Connections it may send requests over', help: 'Slugs, with commas between them.' },
  { name: 'tools', label: 'Tools it may use', help: 'Names like crm.get_customer, or crm for all of them.' },
]

/** What the code of a function may ask for; all else is refused to it. */
export function ServicesFields({ text, onChange }: Part) {
  const { services } = readRemit(text)
  const granted = isRecord(services) ? services : {}
  const set = (name: string, value: true | string[] | undefined) =>
    onChange(setField(text, [...PATHS.services, name], value))
  return (
    <fieldset className="flex min-w-0 flex-col items-start gap-4">
      <legend className="mb-1 font-medium text-sm">What the code may ask for</legend>
      {SWITCHES.map(({ name, words }) => (
        <Switch key={name} checked={granted[name] === true} onChange={(on) => set(name, on || undefined)}>
          {words}
        </Switch>
      ))}
      {LISTS.map(({ name, label, help }) => (
        <Field key={name} label={label} optional help={help} className="w-full">
          {(control) => (
            <Typed
              {...control}
              value={Array.isArray(granted[name]) ? granted[name].join(', ') : ''}
              onType={(typed) => {
                const names = typed.split(/[\s,]+/).filter(Boolean)
                set(name, names.length > 0 ? names : undefined)
              }}
            />
          )}
        </Field>
      ))}
    </fieldset>
  )
}

/** How long a call may take. */
export function SecondsField({ text, onChange }: Part) {
  return (
    <Field label="Timeout" help="Seconds after which a call is ended; 10 when left out." className="max-w-60">
      {(control) => (
        <Typed
          {...control}
          inputMode="decimal"
          value={String(readRemit(text).timeout_seconds ?? '')}
          onType={(typed) => onChange(setNumber(text, PATHS.timeout, typed))}
        />
      )}
    </Field>
  )
}

import { Trash2 } from 'lucide-react'
import { Button } from '@/ui/button'
import { Field, Input, Select } from '@/ui/form'
import { renameField, setField } from '../document/edit'
import { PATHS } from '../document/fields'
import { AddName } from './add-name'
import type { Part } from './part'
import { Typed } from './typed'
import { type Kind, type Row, readVariables, writeVariable } from './variables'

type Props = Part & {
  label: string
  help?: string | undefined
  error?: string | undefined
  readOnly: boolean
}

const KINDS: readonly { value: Kind; label: string }[] = [
  { value: 'fixed', label: 'Fixed text' },
  { value: 'string', label: 'Callers give a text' },
  { value: 'number', label: 'Callers give a number' },
  { value: 'integer', label: 'Callers give a whole number' },
  { value: 'boolean', label: 'Callers say yes or no' },
]
const USUAL = [
  { value: '', label: 'None: it must be given' },
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
]

/** What stands in the places `{{name}}` of the instructions: fixed texts, and what callers give each time. */
export function VariablesField({ label, help, error, text, readOnly, onChange }: Props) {
  const rows = readVariables(text)
  return (
    <fieldset disabled={readOnly} className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1 font-medium text-sm">{label}</legend>
      {rows.map((row, at) => (
        <Variable
          // biome-ignore lint/suspicious/noArrayIndexKey: a name that is being typed must not move the focus
          key={at}
          row={row}
          place={at + 1}
          onRename={(typed) => onChange(renameField(text, [...PATHS.variables, row.name], typed.trim()))}
          onSet={(change) => onChange(writeVariable(text, { ...row, ...change }))}
          onRemove={() => onChange(setField(text, [...PATHS.variables, row.name], undefined))}
        />
      ))}
      {!readOnly && (
        <AddName noun="variable" onAdd={(name) => onChange(setField(text, [...PATHS.variables, name], ''))} />
      )}
      {(error || help) && <p className={`text-xs ${error ? 'text-bad' : 'text-muted'}`}>{error ?? help}</p>}
    </fieldset>
  )
}

type VariableProps = {
  row: Row
  place: number
  onRename: (typed: string) => void
  onSet: (change: Partial<Row>) => void
  onRemove: () => void
}

function Variable({ row, place, onRename, onSet, onRemove }: VariableProps) {
  return (
    <div className="flex min-w-0 flex-col gap-2 rounded-md border p-3">
      <div className="flex flex-wrap gap-2">
        <Typed
          aria-label={`Name of variable ${place}`}
          value={row.name}
          className="w-40 min-w-0 flex-1 font-mono text-xs sm:flex-none"
          onType={onRename}
        />
        <Select
          aria-label={`What ${row.name} is`}
          className="order-last w-full sm:order-none sm:w-60"
          options={KINDS}
          value={row.kind}
          onChange={({ target }) => onSet({ kind: target.value as Kind, ...carried(row) })}
        />
        <span className="hidden flex-1 sm:block" />
        <Button variant="ghost" size="icon" aria-label={`Remove ${row.name}`} onClick={onRemove}>
          <Trash2 aria-hidden />
        </Button>
      </div>
      {row.kind === 'fixed' ? (
        <Input
          aria-label={`Value of ${row.name}`}
          placeholder="value"
          value={row.value}
          onChange={({ target }) => onSet({ value: target.value })}
        />
      ) : (
        <Asked row={row} onSet={onSet} />
      )}
    </div>
  )
}

/** A fixed text becomes what is usual where callers may give another, and the other way round. */
function carried({ kind, value, usual }: Row): Partial<Row> {
  return kind === 'fixed' ? { usual: value } : { value: usual }
}

function Asked({ row, onSet }: Pick<VariableProps, 'row' | 'onSet'>) {
  const typed = (label: string, of: 'usual' | 'choices' | 'longest', help: string) => (
    <Field label={label} optional help={help}>
      {(control) => <Typed {...control} value={row[of]} onType={(text) => onSet({ [of]: text })} />}
    </Field>
  )
  return (
    <div className="grid min-w-0 gap-3 sm:grid-cols-2">
      <Field label="What callers should give" optional className="col-span-full">
        {(control) => (
          <Input
            {...control}
            value={row.description}
            onChange={({ target }) => onSet({ description: target.value })}
          />
        )}
      </Field>
      {row.kind === 'boolean' ? (
        <Field label="Usually">
          {(control) => (
            <Select
              {...control}
              className="w-full"
              options={USUAL}
              value={row.usual}
              onChange={({ target }) => onSet({ usual: target.value })}
            />
          )}
        </Field>
      ) : (
        <>
          {typed('Usually', 'usual', 'Where callers give nothing; empty, they must give it.')}
          {typed('One of', 'choices', 'The only values there are, with commas between them.')}
        </>
      )}
      {row.kind === 'string' && typed('Longest', 'longest', 'In characters; 2,000 when left out.')}
    </div>
  )
}

import { Plus, Trash2 } from 'lucide-react'
import { Button } from '@/ui/button'
import { Field, Input, Select } from '@/ui/form'
import { Notice } from '@/ui/notice'
import { setField } from '../document/edit'
import type { Part } from './part'
import { type Row, readRows, writeRows } from './schema-rows'
import { Typed } from './typed'

type Props = Part & { which: 'input_schema' | 'output_schema'; title: string }

const TYPES = [
  { value: 'string', label: 'Text' },
  { value: 'integer', label: 'Whole number' },
  { value: 'number', label: 'Number' },
  { value: 'boolean', label: 'Yes or no' },
  { value: 'strings', label: 'List of texts' },
  { value: 'numbers', label: 'List of numbers' },
]

/** The fields of a JSON Schema as rows; one that says more than rows can show is edited as YAML. */
export function SchemaFields({ which, title, text, onChange }: Props) {
  const rows = readRows(text, which)
  if (rows === null) {
    return (
      <Notice tone="info" title={`${title}: more than rows can show`}>
        It is kept as it is. Edit it as YAML, under <code>remit.{which}</code>.
      </Notice>
    )
  }
  const write = (next: readonly Row[]) => onChange(setField(text, ['remit', which], writeRows(next)))
  const set = (at: number, change: Partial<Row>) =>
    write(rows.map((row, place) => (place === at ? { ...row, ...change } : row)))
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="mb-1 font-medium text-sm">{title}</legend>
      {rows.length === 0 && <p className="text-muted text-sm">No field yet.</p>}
      {rows.map((row, at) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: a row has no name but its place while it is typed
          key={at}
          className="grid grid-cols-2 gap-2 rounded-md border p-3 sm:grid-cols-[1fr_9rem_auto_auto]"
        >
          <Field label="Name">
            {(control) => (
              <Typed
                {...control}
                value={row.name}
                className="font-mono"
                onType={(name) => {
                  const taken = rows.some((each, place) => place !== at && each.name === name.trim())
                  if (!taken && name.trim() !== '') set(at, { name: name.trim() })
                }}
              />
            )}
          </Field>
          <Field label="Type">
            {(control) => (
              <Select
                {...control}
                className="w-full"
                options={TYPES}
                value={row.type}
                onChange={({ target }) => set(at, { type: target.value as Row['type'] })}
              />
            )}
          </Field>
          <label className="flex items-center gap-1.5 self-end pb-2 text-sm">
            <input
              type="checkbox"
              className="size-4 accent-accent"
              checked={row.required}
              onChange={({ target }) => set(at, { required: target.checked })}
            />
            Needed
          </label>
          <Button
            variant="ghost"
            size="icon"
            aria-label={`Remove ${row.name}`}
            className="self-end justify-self-end"
            onClick={() => write(rows.filter((_, place) => place !== at))}
          >
            <Trash2 aria-hidden />
          </Button>
          <Field label="What it is" optional className="col-span-full">
            {(control) => (
              <Input
                {...control}
                value={row.description}
                onChange={({ target }) => set(at, { description: target.value })}
              />
            )}
          </Field>
        </div>
      ))}
      <Button
        variant="outline"
        className="self-start"
        onClick={() =>
          write([...rows, { name: free(rows), type: 'string', required: true, description: '' }])
        }
      >
        <Plus aria-hidden />
        Add a field
      </Button>
    </fieldset>
  )
}

function free(rows: readonly Row[]): string {
  let number = rows.length + 1
  while (rows.some(({ name }) => name === `field_${number}`)) number += 1
  return `field_${number}`
}

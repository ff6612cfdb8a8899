import { Plus, Trash2 } from 'lucide-react'
import { Button } from '@/ui/button'
import { Field, Input } from '@/ui/form'
import { setField } from '../document/edit'
import { readRemit } from '../document/fields'
import { Json } from './json'
import type { Part } from './part'
import { blankOf } from './schema-rows'

type Example = { name?: string; input?: unknown; output?: unknown }

/** Inputs with the outputs that are expected, as JSON. */
export function ExamplesFields({ text, onChange }: Part) {
  const given = readRemit(text).examples
  const examples: readonly Example[] = Array.isArray(given) ? given : []
  const write = (next: readonly Example[]) =>
    onChange(setField(text, ['remit', 'examples'], next.length === 0 ? undefined : next))
  const set = (at: number, change: Example) =>
    write(examples.map((each, place) => (place === at ? { ...each, ...change } : each)))
  return (
    <div className="flex min-w-0 max-w-4xl flex-col gap-4">
      {examples.length === 0 && (
        <p className="text-muted text-sm">
          No example yet. One usual case and one at the edge are a good beginning.
        </p>
      )}
      {examples.map((example, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two examples may have one name
        <fieldset key={at} className="flex min-w-0 flex-col gap-3 rounded-md border p-3">
          <legend className="sr-only">Example {at + 1}</legend>
          <div className="flex items-end gap-2">
            <Field label="What it shows" optional className="min-w-0 flex-1">
              {(control) => (
                <Input
                  {...control}
                  value={example.name ?? ''}
                  onChange={({ target }) => set(at, { name: target.value || undefined })}
                />
              )}
            </Field>
            <Button
              variant="ghost"
              size="icon"
              aria-label={`Remove example ${at + 1}`}
              onClick={() => write(examples.filter((_, place) => place !== at))}
            >
              <Trash2 aria-hidden />
            </Button>
          </div>
          <div className="grid min-w-0 gap-3 sm:grid-cols-2">
            <Json label="Input" value={example.input ?? {}} onValue={(input) => set(at, { input })} />
            <Json
              label="Output you expect"
              value={example.output ?? {}}
              onValue={(output) => set(at, { output })}
            />
          </div>
        </fieldset>
      ))}
      <Button
        variant="outline"
        className="self-start"
        onClick={() =>
          write([
            ...examples,
            { input: blankOf(text, 'input_schema'), output: blankOf(text, 'output_schema') },
          ])
        }
      >
        <Plus aria-hidden />
        Add an example
      </Button>
    </div>
  )
}

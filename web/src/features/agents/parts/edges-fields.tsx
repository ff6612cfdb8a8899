import { Plus, Trash2 } from 'lucide-react'
import { Button } from '@/ui/button'
import { Field, Input, Select, Switch } from '@/ui/form'
import type { Edge, Graph, When } from './graph'
import { Typed } from './typed'

type Props = { graph: Graph; onChange: (graph: Graph) => void }

const OPERATORS = [
  { value: 'is', label: 'is' },
  { value: 'is_not', label: 'is not' },
]

/** What follows on what, and under which condition. */
export function EdgesFields({ graph, onChange }: Props) {
  const names = graph.nodes.map(({ id }) => ({ value: id, label: id }))
  const write = (edges: readonly Edge[]) => onChange({ ...graph, edges })
  const set = (at: number, edge: Edge) =>
    write(graph.edges.map((each, place) => (place === at ? edge : each)))
  const last = graph.nodes.at(-1)?.id
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="mb-1 font-medium text-sm">Ways between them</legend>
      {graph.edges.map((edge, at) => (
        <Way
          // biome-ignore lint/suspicious/noArrayIndexKey: two ways may say the same while one is changed
          key={at}
          edge={edge}
          names={names}
          onSet={(next) => set(at, next)}
          onRemove={() => write(graph.edges.filter((_, place) => place !== at))}
        />
      ))}
      <Button
        variant="outline"
        className="self-start"
        disabled={last === undefined}
        onClick={() => last && write([...graph.edges, { from: 'input', to: last }])}
      >
        <Plus aria-hidden />
        Add a way
      </Button>
    </fieldset>
  )
}

type WayProps = {
  edge: Edge
  names: readonly { value: string; label: string }[]
  onSet: (edge: Edge) => void
  onRemove: () => void
}

function Way({ edge, names, onSet, onRemove }: WayProps) {
  const { when, at_most: most, ...ends } = edge
  return (
    <div className="flex min-w-0 flex-col items-start gap-3 rounded-md border p-3">
      <div className="grid w-full grid-cols-[1fr_1fr_auto] gap-2">
        <Field label="From">
          {(control) => (
            <Select
              {...control}
              className="w-full"
              options={[{ value: 'input', label: 'the input' }, ...names]}
              value={edge.from}
              onChange={({ target }) => onSet({ ...edge, from: target.value })}
            />
          )}
        </Field>
        <Field label="To">
          {(control) => (
            <Select
              {...control}
              className="w-full"
              options={names}
              value={edge.to}
              onChange={({ target }) => onSet({ ...edge, to: target.value })}
            />
          )}
        </Field>
        <Button
          variant="ghost"
          size="icon"
          className="self-end"
          aria-label={`Remove the way from ${edge.from} to ${edge.to}`}
          onClick={onRemove}
        >
          <Trash2 aria-hidden />
        </Button>
      </div>
      <Switch
        checked={when !== undefined}
        onChange={(on) =>
          onSet({
            ...ends,
            ...(on && { when: { place: `${edge.from}.`, value: true } }),
            ...(most !== undefined && { at_most: most }),
          })
        }
      >
        Only under a condition
      </Switch>
      {when && <Condition when={when} onSet={(next) => onSet({ ...edge, when: next })} />}
      <Field label="At most" optional help="How often it is gone, for a way back." className="w-44">
        {(control) => (
          <Typed
            {...control}
            inputMode="numeric"
            value={String(most ?? '')}
            onType={(typed) =>
              onSet({
                ...ends,
                ...(when && { when }),
                ...(typed.trim() !== '' && { at_most: /^\d+$/.test(typed.trim()) ? Number(typed) : typed }),
              })
            }
          />
        )}
      </Field>
    </div>
  )
}

function Condition({ when, onSet }: { when: When; onSet: (when: When) => void }) {
  return (
    <div className="grid w-full grid-cols-1 gap-2 sm:grid-cols-[1fr_6rem_1fr]">
      <Input
        aria-label="Place"
        placeholder="triage.urgency"
        className="font-mono text-xs"
        value={when.place}
        onChange={({ target }) => onSet({ ...when, place: target.value })}
      />
      <Select
        aria-label="How it is compared"
        className="w-full"
        options={OPERATORS}
        value={when.operator ?? 'is'}
        onChange={({ target }) => onSet({ ...when, operator: target.value as 'is' | 'is_not' })}
      />
      <Typed
        aria-label="Value"
        placeholder="high"
        value={String(when.value ?? '')}
        onType={(typed) => onSet({ ...when, value: written(typed) })}
      />
    </div>
  )
}

function written(typed: string): string | number | boolean {
  if (typed === 'true' || typed === 'false') return typed === 'true'
  return /^-?\d+(\.\d+)?$/.test(typed) ? Number(typed) : typed
}

import { useQuery } from '@tanstack/react-query'
import { Plus, Trash2 } from 'lucide-react'
import { useId } from 'react'
import { listAgentsOptions } from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { Field, Input } from '@/ui/form'
import { PATHS, readFields } from '../document/fields'
import { EdgesFields } from './edges-fields'
import { type Graph, type Node, readGraph, renamed, withoutStep, withStep, writeGraph } from './graph'
import { NamesField } from './names-field'
import { PairsField } from './pairs-field'
import type { Part } from './part'
import { Typed } from './typed'

/** The steps of an orchestrator: which agent does each, what it is given, and what follows on what. */
export function GraphFields({ text, onChange }: Part) {
  const graph = readGraph(text)
  const agents = useId()
  const known = useQuery(listAgentsOptions({ query: { limit: 200, sort: 'name' } }))
  const write = (next: Graph) => onChange(writeGraph(text, next))
  const set = (at: number, change: Partial<Node>) =>
    write({
      ...graph,
      nodes: graph.nodes.map((each, place) => (place === at ? { ...each, ...change } : each)),
    })
  return (
    <>
      <datalist id={agents}>
        {known.data?.items.map(({ slug, description }) => (
          <option key={slug} value={slug}>
            {description}
          </option>
        ))}
      </datalist>
      <fieldset className="flex min-w-0 flex-col gap-3">
        <legend className="mb-1 font-medium text-sm">Steps</legend>
        {graph.nodes.length === 0 && <p className="text-muted text-sm">No step yet.</p>}
        {graph.nodes.map((node, at) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: a name that is being typed must not move the focus
            key={at}
            className="flex min-w-0 flex-col gap-3 rounded-md border p-3"
          >
            <div className="grid grid-cols-[1fr_auto] gap-2 sm:grid-cols-[10rem_1fr_auto]">
              <Field label="Name">
                {(control) => (
                  <Typed
                    {...control}
                    className="font-mono text-xs"
                    value={node.id}
                    onType={(typed) => write(renamed(graph, node.id, typed.trim()))}
                  />
                )}
              </Field>
              <Field label="Agent" className="order-last col-span-full sm:order-none sm:col-span-1">
                {(control) => (
                  <Input
                    {...control}
                    list={agents}
                    placeholder="its slug"
                    className="font-mono text-xs"
                    value={node.agent}
                    onChange={({ target }) => set(at, { agent: target.value })}
                  />
                )}
              </Field>
              <Button
                variant="ghost"
                size="icon"
                className="self-end"
                aria-label={`Remove ${node.id}`}
                onClick={() => write(withoutStep(graph, node.id))}
              >
                <Trash2 aria-hidden />
              </Button>
            </div>
            <NamesField
              label={`What ${node.id} is given`}
              noun="field"
              hint="a place, like input.text"
              values={node.input}
              onChange={(input) => set(at, { input })}
            />
          </div>
        ))}
        <Button variant="outline" className="self-start" onClick={() => write(withStep(graph))}>
          <Plus aria-hidden />
          Add a step
        </Button>
      </fieldset>
      <EdgesFields graph={graph} onChange={write} />
      <PairsField
        label="What comes out"
        help="For each field of the output the place that it is taken from, like review.summary."
        value={text}
        block={PATHS.output}
        noun="field"
        pairs={readFields(text)?.output ?? []}
        readOnly={false}
        onChange={onChange}
      />
    </>
  )
}

import type { ReactNode } from 'react'
import { setField } from '../document/edit'
import { PATHS, readRemit } from '../document/fields'
import type { Value } from '../document/splice'
import type { AgentType } from '../types'
import { ExamplesFields } from './examples-fields'
import { GraphFields } from './graph-fields'
import { Json } from './json'
import type { Part } from './part'
import { SchemaFields } from './schema-fields'
import { SecondsField, ServicesFields } from './services-fields'

export type Question = 'does' | 'reach' | 'limits' | 'tests'
type Props = Part & { type: AgentType; question: Question; readOnly?: boolean }

/** What a type of agent has of its own, by the question that it answers; nothing for those that only talk. */
export function TypeFields({ type, question, readOnly = false, ...part }: Props) {
  const fields = fieldsOf(type, question, part)
  return fields === null ? null : (
    <fieldset disabled={readOnly} className="flex min-w-0 flex-col gap-5">
      {fields}
    </fieldset>
  )
}

function fieldsOf(type: AgentType, question: Question, part: Part): ReactNode {
  if (type === 'context') return null
  switch (question) {
    case 'does':
      return <Contract {...part} />
    case 'reach':
      if (type === 'function') return <ServicesFields {...part} />
      return type === 'orchestrator' ? <GraphFields {...part} /> : null
    case 'limits':
      return type === 'function' ? <SecondsField {...part} /> : null
    case 'tests':
      if (type === 'function') return <ExamplesFields {...part} />
      return type === 'api'
        ? [<Sample key="sample" {...part} />, <ExamplesFields key="all" {...part} />]
        : null
  }
}

function Contract(part: Part) {
  return (
    <div className="grid min-w-0 gap-6 2xl:grid-cols-2">
      <div data-field={PATHS.input.join('.')} className="min-w-0">
        <SchemaFields which="input_schema" title="What goes in" {...part} />
      </div>
      <div data-field={PATHS.gives.join('.')} className="min-w-0">
        <SchemaFields which="output_schema" title="What comes out" {...part} />
      </div>
    </div>
  )
}

/** What the API answers where an example says nothing else. */
function Sample({ text, onChange }: Part) {
  return (
    <Json
      label="An answer of the API"
      help="As the API gives it, as JSON. Trials are answered with it: nothing is sent."
      value={readRemit(text).sample}
      onValue={(value) => onChange(setField(text, PATHS.sample, value as Value))}
    />
  )
}

import { type RadioCard, RadioCards } from '@/ui/form'
import { typeOf } from '../document/fields'
import type { Part } from '../parts/part'
import type { AgentType } from '../types'
import { withType } from './of-type'

const TYPES: readonly RadioCard<AgentType>[] = [
  { value: 'context', title: 'It talks', words: 'Answers in its own words, reads texts, uses tools.' },
  { value: 'function', title: 'It computes', words: 'The same output for the same input, by code.' },
  { value: 'api', title: 'It asks an API', words: 'One request over a connection, and what comes of it.' },
  {
    value: 'orchestrator',
    title: 'It leads others',
    words: 'Steps over other agents. Kept today, run later.',
  },
]

/** The type of agent, in words: an agent keeps its type once it is saved. */
export function TypeChoice({ text, onChange }: Part) {
  return (
    <RadioCards
      legend="What kind of work is it?"
      name="agent-type"
      value={typeOf(text)}
      onChange={(type) => onChange(withType(text, type))}
      cards={TYPES}
    />
  )
}

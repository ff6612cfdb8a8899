import { PATHS, readFields, typeOf } from '../document/fields'
import type { Path } from '../document/splice'
import type { AgentType, Finding } from '../types'

export type StepId = 'goal' | 'does' | 'reach' | 'limits' | 'tests' | 'review'
export type Step = { id: StepId; title: string; words: string; paths: readonly string[] }

const CONTRACT = step(
  'does',
  'Inputs and outputs',
  'What goes in, and what comes out.',
  'remit.input_schema',
  'remit.output_schema',
)
const TALKS: readonly Step[] = [
  goal('What the agent is for, and what people call it.'),
  step(
    'does',
    'Instructions',
    'What it is told before every conversation: its task, its tone, and what it must not do.',
    'instructions',
    'remit.variables',
  ),
  step(
    'reach',
    'Data and tools',
    'Which model answers, and what it may look up or do.',
    'model',
    'remit.tools',
    'remit.knowledge',
  ),
  step(
    'limits',
    'Limits',
    'What it may spend in an hour, and how long its answers may be.',
    'model_settings',
    'remit.budget_usd_per_hour',
  ),
  step('tests', 'Tests', 'How you will know that it is right.'),
  step('review', 'Review', 'The whole agent. Save it, test it in a chat, then promote it.'),
]
const COMPUTES: readonly Step[] = [
  goal('What the function is for, and what people call it.'),
  CONTRACT,
  step('reach', 'Data and services', 'What the code may ask for while it runs.', 'remit.services'),
  step(
    'limits',
    'Limits',
    'How long a call may take, and what it may spend in an hour.',
    'remit.timeout_seconds',
    'remit.budget_usd_per_hour',
  ),
  step(
    'tests',
    'Tests',
    'Inputs with the outputs you expect: the code is tried on them before it may run.',
    'remit.examples',
  ),
  step('review', 'Code and review', 'Have the code written, or write it; then save the agent.'),
]

const ASKS: readonly Step[] = [
  goal('What the request is for, and what people call it.'),
  CONTRACT,
  step(
    'reach',
    'Request',
    'What is sent over which connection, and what is made of the answer.',
    'remit.connection',
    'remit.method',
    'remit.path',
    'remit.query',
    'remit.body',
    'remit.response',
  ),
  step('limits', 'Limits', 'What it may spend in an hour.', 'remit.budget_usd_per_hour'),
  step(
    'tests',
    'Tests',
    'An answer of the API, and inputs with the outputs you expect: it is tried on them before it may run.',
    'remit.sample',
    'remit.examples',
  ),
  step('review', 'Review', 'The whole agent. Save it, then promote it.'),
]
const LEADS: readonly Step[] = [
  goal('What the steps are for, and what people call them together.'),
  CONTRACT,
  step(
    'reach',
    'Steps',
    'Which agent does what, in which order.',
    'remit.nodes',
    'remit.edges',
    'remit.output',
  ),
  step('limits', 'Limits', 'What it may spend in an hour.', 'remit.budget_usd_per_hour'),
  step('tests', 'Tests', 'How you will know that it is right.'),
  step('review', 'Review', 'The whole agent. It is kept as a draft: such agents are run later.'),
]
const STEPS: Readonly<Record<AgentType, readonly Step[]>> = {
  context: TALKS,
  function: COMPUTES,
  api: ASKS,
  orchestrator: LEADS,
}

function goal(words: string): Step {
  return step('goal', 'Goal', words, 'name', 'remit.slug', 'remit.description', 'remit.tags')
}

function step(id: StepId, title: string, words: string, ...paths: string[]): Step {
  return { id, title, words, paths }
}

export function stepsOf(type: AgentType): readonly Step[] {
  return STEPS[type]
}

/** The fields of the form that a step shows. */
export const SHOWN: Readonly<Record<StepId, readonly Path[]>> = {
  goal: [PATHS.name, PATHS.slug, PATHS.description, PATHS.tags],
  does: [PATHS.instructions, PATHS.variables],
  reach: [
    PATHS.model,
    PATHS.tools,
    PATHS.knowledge,
    PATHS.connection,
    PATHS.method,
    PATHS.path,
    PATHS.query,
    PATHS.body,
    PATHS.response,
  ],
  limits: [PATHS.budget, PATHS.temperature, PATHS.maxTokens],
  tests: [],
  review: [],
}

/** What keeps a person from going on: what the server found in the step's own fields, and what must be said first. */
export function missing(text: string, step: Step, findings: readonly Finding[]): string[] {
  const own = ({ path }: Finding) =>
    step.paths.some((each) => path === each || path.startsWith(`${each}.`) || path.startsWith(`${each}[`))
  const found = findings
    .filter((each) => each.severity === 'error' && own(each))
    .map(({ message }) => message)
  const fields = readFields(text)
  if (fields === null) return ['The text cannot be read as fields: mend it in the review step.']
  if (step.id === 'goal' && fields.name.trim() === '') return ['Give the agent a name.', ...found]
  if (step.id === 'does' && typeOf(text) === 'context' && fields.instructions.every((each) => !each.trim())) {
    return ['Write what the agent is told.', ...found]
  }
  return found
}

import type { ChoicesAnswer, PlanBody } from '@/api/gen'
import type { SearchParams } from '@/search-params'

export type Step = 'what' | 'where' | 'size' | 'checks' | 'review'
export type Kind = 'agent' | 'model' | 'file'

export const STEPS: readonly { id: Step; title: string; words: string }[] = [
  { id: 'what', title: 'What', words: 'An agent of yours, a model of the catalogue, or a model file.' },
  { id: 'where', title: 'Where', words: 'For whom it is, and what it runs on.' },
  { id: 'size', title: 'How much', words: 'Its name, how many of it, and what it may cost.' },
  { id: 'checks', title: 'Checks', words: 'The plan was made and checked; nothing is carried out yet.' },
  { id: 'review', title: 'Review', words: 'Exactly this will be done.' },
]

/** What was chosen so far; all of it stands in the address. */
export type Choice = {
  kind: Kind
  name: string
  env: string
  host: string | undefined
  application: string
  count: string
  instance: string
  region: string
  precision: string
  context: string
  budget: string
}

export function choiceOf(search: SearchParams): Choice {
  const kind = search.kind === 'model' || search.kind === 'file' ? search.kind : 'agent'
  return {
    kind,
    name: search.name ?? '',
    env: search.env ?? 'staging',
    host: search.host,
    application: search.application ?? '',
    count: search.count ?? '',
    instance: search.instance ?? '',
    region: search.region ?? '',
    precision: search.precision ?? '',
    context: search.context ?? '',
    budget: search.budget ?? '',
  }
}

/** The hosts that take what was chosen, the usual one first. */
export function hostsFor(choices: ChoicesAnswer, kind: Kind): ChoicesAnswer['hosts'] {
  return choices.hosts.filter(({ takes }) => takes.includes(kind))
}

/** The host that was chosen, or the usual one. */
export function hostOf(choices: ChoicesAnswer, { kind, host }: Choice): string {
  const taking = hostsFor(choices, kind)
  return (taking.find(({ name }) => name === host) ?? taking[0])?.name ?? ''
}

/** The request for a plan; what was left empty is for Remit to choose. */
export function planBody(choices: ChoicesAnswer, choice: Choice): PlanBody {
  const host = hostOf(choices, choice)
  if (choice.kind === 'agent') return { agent: choice.name, env: choice.env, host }
  const aws = host === 'sagemaker'
  return {
    [choice.kind]: choice.name,
    env: choice.env,
    host,
    application: choice.application.trim() || null,
    instance_count: number(choice.count),
    instance_type: (aws && choice.instance) || null,
    region: (aws && choice.region) || null,
    precision: ((choice.kind === 'model' && choice.precision) || null) as PlanBody['precision'],
    max_context: number(choice.context),
    budget_usd_per_hour: choice.budget.trim() || null,
  }
}

/** What is still missing or wrong at a step, in words; the server checks the rest. */
export function missing(step: Step, choice: Choice, choices: ChoicesAnswer): string[] {
  if (step === 'what' && !choice.name) return [WHICH[choice.kind]]
  if (step === 'where') {
    const env = choices.environments.find(({ name }) => name === choice.env)
    if (!env) return ['Choose an environment.']
    return env.refusal ? [env.refusal] : []
  }
  if (step !== 'size' || choice.kind === 'agent') return []
  return [
    ...wrong(choice.count, /^[1-9]\d*$/, 'The number of instances is a whole number above zero.'),
    ...wrong(choice.context, /^[1-9]\d*$/, 'The context is a whole number of tokens above zero.'),
    ...wrong(
      choice.budget,
      /^(?!0*\.?0*$)\d+(\.\d{1,2})?$/,
      'The budget is an amount of dollars above zero, such as 20 or 7.50.',
    ),
  ]
}

const WHICH: Record<Kind, string> = {
  agent: 'Choose an agent.',
  model: 'Choose a model.',
  file: 'Choose a file.',
}

function wrong(text: string, shape: RegExp, words: string): string[] {
  return text.trim() === '' || shape.test(text.trim()) ? [] : [words]
}

function number(text: string): number | null {
  return text.trim() === '' ? null : Number(text)
}

import type { Gates, Strategy } from '@/api/gen'

/** A strategy as it stands in the form: all of it text, until it is sent. */
export type Draft = {
  kind: Strategy['kind']
  steps: string
  minutes: string
  fewCalls: Strategy['few_calls']
  smoke: string
  gates: Record<keyof Gates, string>
}

export const KINDS: readonly { value: Strategy['kind']; label: string }[] = [
  { value: 'all_at_once', label: 'All at once' },
  { value: 'blue_green', label: 'Blue/green: beside the old one, then all calls' },
  { value: 'canary', label: 'Canary: by steps' },
]

const SECONDS = 60

export function drafted({ kind, steps, bake_seconds, few_calls, smoke, gates }: Strategy): Draft {
  return {
    kind,
    steps: steps.join(', '),
    minutes: String(bake_seconds / SECONDS),
    fewCalls: few_calls,
    smoke,
    gates: Object.fromEntries(
      Object.entries({ min_score: null, ...gates }).map(([name, value]) => [
        name,
        value === null ? '' : String(value),
      ]),
    ) as Draft['gates'],
  }
}

/** Reads the form; what is no number is sent as it is not, so that the server says what is wrong. */
export function strategyOf(draft: Draft): Strategy {
  const { kind, fewCalls, smoke } = draft
  const steps = kind === 'canary' ? draft.steps.split(/[\s,;%]+/).filter(Boolean) : ['100']
  const gate = (name: keyof Gates) => (draft.gates[name].trim() === '' ? null : Number(draft.gates[name]))
  return {
    kind,
    steps: steps.map(Number),
    bake_seconds: kind === 'all_at_once' ? 0 : Math.round(Number(draft.minutes) * SECONDS),
    few_calls: fewCalls,
    smoke,
    gates: {
      min_calls: Number(draft.gates.min_calls),
      error_points: gate('error_points'),
      violation_points: gate('violation_points'),
      latency_ratio: gate('latency_ratio'),
      cost_ratio: gate('cost_ratio'),
      min_score: gate('min_score'),
    },
  }
}

/** Says in a line what a strategy does. */
export function told({ kind, steps, bake_seconds, smoke }: Strategy): string {
  const minutes = Math.round((bake_seconds / SECONDS) * 10) / 10
  const bake = `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`
  const words = {
    all_at_once: 'All calls at once, without gates',
    blue_green: `Beside the old one, then all calls, watched for ${bake}`,
    canary: `By steps of ${steps.map((step) => `${step} %`).join(', ')}, each watched for ${bake}`,
  }[kind]
  return smoke ? `${words}; first a smoke run` : words
}

import type { Compared, Run, Scorer } from './types'

/** A score with two digits; what is not known yet is a dash. */
export function score(value: number | null | undefined): string {
  return value == null ? '–' : value.toFixed(2)
}

/** Where the true value lies with 95 % certainty. */
export function between(interval: readonly number[] | null | undefined): string {
  const [low, high] = interval ?? []
  return low === undefined || high === undefined ? '' : `${low.toFixed(2)} to ${high.toFixed(2)}`
}

/** A difference with its sign. */
export function signed(value: number): string {
  const shown = Math.abs(value).toFixed(3)
  return value < 0 ? `−${shown}` : `+${shown}`
}

export function percent(value: number | null | undefined): string {
  return value == null ? '–' : `${Math.round(value * 100)} %`
}

export function milliseconds(value: number | null | undefined): string {
  if (value == null) return '–'
  return value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`
}

/** Small amounts keep their digits: evaluations cost parts of a cent. */
export function cost(run: Pick<Run, 'cost_usd' | 'unpriced'>): string {
  if (run.unpriced > 0) return 'not known'
  const amount = Number(run.cost_usd)
  return amount !== 0 && amount < 0.01 ? `$${amount.toPrecision(2)}` : `$${amount.toFixed(2)}`
}

/** What goes in or comes out, as text. */
export function written(value: unknown): string {
  if (value == null) return ''
  if (typeof value === 'string') return value
  const messages = (value as { messages?: { role: string; content: string }[] }).messages
  if (Array.isArray(messages)) return messages.map(({ role, content }) => `${role}: ${content}`).join('\n\n')
  return JSON.stringify(value, null, 2)
}

export const VERDICTS: Record<Compared['verdict'], { title: string; words: string }> = {
  better: { title: 'Better', words: 'The difference is more than chance explains.' },
  worse: { title: 'Worse', words: 'The difference is more than chance explains.' },
  same: { title: 'The same', words: 'No case scores differently.' },
  unclear: {
    title: 'No clear difference',
    words: 'With so few cases, or so small a difference, this may be chance. More cases would tell.',
  },
}

export const SCORERS: Record<Scorer['type'], { label: string; help: string }> = {
  contains: { label: 'Contains', help: 'The answer contains the expected one, or the texts that you name.' },
  exact: { label: 'Exact', help: 'The answer is the expected one, spaces aside.' },
  similarity: { label: 'Similarity', help: 'How alike the letters of both are; the same every time.' },
  numeric: {
    label: 'Number',
    help: 'The last number in the answer is the expected one, within a tolerance.',
  },
  regex: { label: 'Pattern', help: 'A regular expression is found in the answer.' },
  json_schema: { label: 'JSON Schema', help: 'The answer is JSON that fits a schema.' },
  judge: { label: 'Judge', help: 'A model says how good the answer is, by criteria in your words.' },
}

/** What a scorer does, in a few words. */
export function scorerWords(scorer: Scorer): string {
  const parts = [SCORERS[scorer.type].label]
  if (scorer.path) parts.push(`of ${scorer.path}`)
  if (scorer.model) parts.push(`by ${scorer.model}`)
  if (scorer.weight != null && scorer.weight !== 1) parts.push(`× ${scorer.weight}`)
  return parts.join(' ')
}

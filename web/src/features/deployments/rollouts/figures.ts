import type { FindingAnswer } from '@/api/gen'

const share = new Intl.NumberFormat('en-GB', { style: 'percent', maximumFractionDigits: 1 })
const milliseconds = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 })
const dollars = new Intl.NumberFormat('en-GB', {
  style: 'currency',
  currency: 'USD',
  currencyDisplay: 'narrowSymbol',
  maximumSignificantDigits: 3,
})

export const GATES: Record<FindingAnswer['gate'], string> = {
  errors: 'Calls that failed',
  violations: 'Calls that broke a rule',
  latency: 'Slowest of 20 calls',
  cost: 'Cost of a call',
  evaluation: 'Evaluation score, at least',
}

/** Writes a gate's figure with its unit; a dash where there is none. */
export function figure(gate: FindingAnswer['gate'], value: number | null): string {
  if (value === null) return '–'
  if (gate === 'latency') return `${milliseconds.format(value)} ms`
  return gate === 'cost' ? dollars.format(value) : share.format(value)
}

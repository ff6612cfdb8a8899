import { usd } from '@/ui/usd'

/** What was read out of a sentence, as pairs of a name and its value; what it does not say is left out. */
export function intentFacts(intent: unknown): [string, string][] {
  return Object.entries((intent ?? {}) as Record<string, unknown>)
    .filter(([name, value]) => !name.endsWith('_text') && ['string', 'number'].includes(typeof value))
    .map(([name, value]) =>
      name === 'budget_usd_per_hour'
        ? ['budget', `${usd(String(value))} an hour`]
        : [name.replace(/_id$/, '').replaceAll('_', ' '), String(value)],
    )
}

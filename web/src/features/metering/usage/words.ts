import type { SearchParams } from '@/search-params'
import type { By, Call, Group, Measure, Window } from './types'

export const WINDOWS: Record<Window, string> = {
  '24h': '24 hours',
  '7d': '7 days',
  '30d': '30 days',
  '90d': '90 days',
}
export const MEASURES: Record<Measure, string> = { cost: 'Cost', calls: 'Calls', tokens: 'Tokens' }
export const BY: Record<By, { label: string; none: string }> = {
  model: { label: 'Model', none: 'No model was reached' },
  provider: { label: 'Provider', none: 'No provider was reached' },
  subject: { label: 'Deployment', none: 'Unknown' },
  agent: { label: 'Agent', none: 'Without an agent' },
  key: { label: 'API key', none: 'Without a key' },
  actor: { label: 'Caller', none: 'Unknown' },
}

/** The filters of calls that an address can hold. */
export const FILTERS = [
  'q',
  'outcome',
  'model',
  'provider',
  'subject',
  'agent',
  'key',
  'actor',
  'request_id',
] as const

/** What an address says, where it says something that is known; else what is usual. */
export function oneOf<Known extends string>(
  known: Readonly<Record<Known, unknown>>,
  said: string | undefined,
  usual: Known,
): Known {
  return said !== undefined && Object.hasOwn(known, said) ? (said as Known) : usual
}

export function groupName(group: Pick<Group, 'id' | 'name'>, by: By): string {
  return group.name ?? (group.id || BY[by].none)
}

/** How the calls of a group are filtered for; null where no filter tells them from others. */
export function filterOf(group: Group, by: By): SearchParams | null {
  if (!group.id) return null
  if (by === 'model') return { model: group.id, provider: group.provider ?? undefined }
  return { [by]: group.id }
}

export function partyName(party: Call['caller']): string {
  return party.name ?? party.ref
}

/** The share of calls that failed, 0 to 1; null without calls. */
export function errorRate({ calls, errors }: { calls: number; errors: number }): number | null {
  return calls > 0 ? errors / calls : null
}

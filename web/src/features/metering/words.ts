import { CircleCheck, CircleX, Hourglass, TriangleAlert } from 'lucide-react'
import type { Look } from '@/ui/states'
import { usd } from '@/ui/usd'
import type { Budget, Limit, Period, Scope } from './types'

export const SCOPES: readonly { value: Scope; label: string; each: string }[] = [
  { value: 'organization', label: 'The whole organisation', each: 'The whole organisation' },
  { value: 'team', label: 'A team', each: 'Each team' },
  { value: 'deployment', label: 'A deployment', each: 'Each deployment' },
  { value: 'agent', label: 'An agent', each: 'Each agent' },
  { value: 'member', label: 'A member', each: 'Each member' },
  { value: 'key', label: 'An API key', each: 'Each API key' },
]

export const KINDS: Record<Scope, string> = {
  organization: 'Organisation',
  team: 'Team',
  deployment: 'Deployment',
  agent: 'Agent',
  member: 'Member',
  key: 'API key',
}

export const PERIODS: readonly { value: Period; label: string }[] = [
  { value: 'hour', label: 'Hour' },
  { value: 'day', label: 'Day' },
  { value: 'week', label: 'Week, from Monday' },
  { value: 'month', label: 'Month' },
]

/** Money, and parts of a cent where there is not one whole. */
export function money(amount: number): string {
  if (amount === 0 || Math.abs(amount) >= 0.01) return usd(amount)
  return `$${amount.toFixed(9).replace(/0+$/, '').replace(/\.$/, '')}`
}

/** What a budget is called: whose it is, how much, and for how long. */
export function nameOf({ subject_name, subject, limit_usd, period }: Budget): string {
  return `${subject_name || subject}, ${money(limit_usd)} each ${period}`
}

export function nameOfLimit({ subject_name, subject, scope }: Limit): string {
  return subject_name || subject || KINDS[scope]
}

/** Whose a budget is, inside a sentence. */
export function whose({ scope, subject_name, subject }: Budget): string {
  return scope === 'organization' ? 'the whole organisation' : subject_name || subject
}

/** How a budget stands, at a glance. */
export function standing(budget: Budget): Look {
  if (budget.waiting > 0) {
    const calls = budget.waiting === 1 ? '1 call waits' : `${budget.waiting} calls wait`
    return { word: calls, tone: 'warn', icon: Hourglass }
  }
  if (budget.spent_usd >= budget.limit_usd) return { word: 'Spent', tone: 'bad', icon: CircleX }
  const highest = budget.crossed.at(-1)
  if (highest !== undefined) return { word: `Over ${highest} %`, tone: 'warn', icon: TriangleAlert }
  return { word: 'In budget', tone: 'ok', icon: CircleCheck }
}

/** A share of the limit as a whole number of percent; what is more than nothing is at least one. */
export function percent(part: number, whole: number): number {
  if (part <= 0) return 0
  return Math.max(1, Math.floor((part / whole) * 100))
}

import type { BudgetChange, LimitChange, NewBudget, NewLimit } from '@/api/gen'
import type { Budget, Limit, Period, Scope, Subject } from './types'

/** A budget as it is typed. */
export type BudgetDraft = {
  scope: Scope
  subject: Subject | null
  period: Period
  limit: string
  thresholds: string
  asks: boolean
}

export const NEW_BUDGET: BudgetDraft = {
  scope: 'organization',
  subject: null,
  period: 'month',
  limit: '',
  thresholds: '50, 80, 100',
  asks: false,
}

export function draftOf(budget: Budget): BudgetDraft {
  return {
    scope: budget.scope,
    subject: { id: budget.subject, name: budget.subject_name },
    period: budget.period,
    limit: String(budget.limit_usd),
    thresholds: budget.thresholds.join(', '),
    asks: budget.at_limit === 'ask',
  }
}

export type Errors = Readonly<Record<string, string>>

/** What must be mended before it is sent; the server has the last word. */
export function budgetErrors(draft: BudgetDraft): Errors {
  const errors: Record<string, string> = {}
  if (draft.scope !== 'organization' && draft.subject === null) errors.subject = 'Choose whom it is for.'
  const limit = Number(draft.limit.trim())
  if (draft.limit.trim() === '' || !Number.isFinite(limit) || limit <= 0) {
    errors.limit_usd = 'Enter dollars above zero, such as 25 or 0.50.'
  }
  if (percents(draft.thresholds) === null)
    errors.thresholds = 'Enter whole numbers from 1 to 1000, such as 50, 80.'
  return errors
}

/** Percentages with commas or spaces between them; none when something else stands there. */
export function percents(text: string): number[] | null {
  const words = text.split(/[\s,;%]+/).filter((word) => word !== '')
  const numbers = words.map(Number)
  return numbers.every((each) => Number.isInteger(each) && each >= 1 && each <= 1000) ? numbers : null
}

export function newBudget(draft: BudgetDraft): NewBudget {
  const { scope, subject, period } = draft
  return {
    scope,
    period,
    ...(scope === 'organization' ? {} : { subject: subject?.id ?? '' }),
    ...changes(draft),
  }
}

export function budgetChange(draft: BudgetDraft, version: number): BudgetChange {
  return { version, ...changes(draft) }
}

// Money goes as it was typed: a number would lose what a float cannot hold.
function changes(draft: BudgetDraft) {
  return {
    limit_usd: draft.limit.trim(),
    thresholds: percents(draft.thresholds) ?? [],
    at_limit: draft.asks ? ('ask' as const) : ('stop' as const),
  }
}

/** Limits as they are typed. */
export type LimitDraft = {
  scope: Scope
  /** One of the scope, or each that has none of its own. */
  one: boolean
  subject: Subject | null
  requests: string
  tokens: string
  concurrency: string
}

export const NEW_LIMIT: LimitDraft = {
  scope: 'key',
  one: false,
  subject: null,
  requests: '',
  tokens: '',
  concurrency: '',
}

export function limitDraftOf(limit: Limit): LimitDraft {
  return {
    scope: limit.scope,
    one: limit.subject !== null,
    subject: limit.subject === null ? null : { id: limit.subject, name: limit.subject_name },
    requests: limit.requests_per_minute?.toString() ?? '',
    tokens: limit.tokens_per_minute?.toString() ?? '',
    concurrency: limit.concurrency?.toString() ?? '',
  }
}

export function limitErrors(draft: LimitDraft): Errors {
  const errors: Record<string, string> = {}
  if (draft.one && draft.subject === null) errors.subject = 'Choose whom it is for.'
  const typed = {
    requests_per_minute: draft.requests,
    tokens_per_minute: draft.tokens,
    concurrency: draft.concurrency,
  }
  for (const [name, text] of Object.entries(typed)) {
    if (text.trim() !== '' && !/^[1-9]\d{0,11}$/.test(text.trim()))
      errors[name] = 'Enter a whole number above zero.'
  }
  if (Object.values(typed).every((text) => text.trim() === '')) {
    errors.requests_per_minute = 'Enter at least one limit.'
  }
  return errors
}

const count = (text: string) => (text.trim() === '' ? null : Number(text.trim()))

function counts({ requests, tokens, concurrency }: LimitDraft) {
  return {
    requests_per_minute: count(requests),
    tokens_per_minute: count(tokens),
    concurrency: count(concurrency),
  }
}

export function newLimit(draft: LimitDraft): NewLimit {
  return {
    scope: draft.scope,
    ...(draft.one && draft.subject ? { subject: draft.subject.id } : {}),
    ...counts(draft),
  }
}

export function limitChange(draft: LimitDraft, version: number): LimitChange {
  return { version, ...counts(draft) }
}

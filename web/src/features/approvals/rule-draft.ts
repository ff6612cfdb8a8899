import type { RuleAnswer, SetApprovalRuleData } from '@/api/gen'

export const ROLES = ['owner', 'admin', 'approver', 'operator', 'builder'] as const
export type Body = SetApprovalRuleData['body']

/** Some people, as chosen: `role:approver`, `team:security`, `member:mem_…`. */
export type Whom = readonly string[]

export type StageDraft = {
  /** Tells stages apart while they are edited. */
  key: number
  people: string
  whom: Whom
  differentTeams: boolean
  hours: string
  escalates: Whom
}

export type RuleDraft = {
  slug: string
  kind: string
  /** Empty for everywhere. */
  environment: string
  risk: 'low' | 'medium' | 'high'
  stages: readonly StageDraft[]
}

export type Errors = Readonly<Record<string, string>>

let made = 0

export function newStage(): StageDraft {
  made += 1
  return {
    key: made,
    people: '1',
    whom: ['role:approver'],
    differentTeams: false,
    hours: '72',
    escalates: [],
  }
}

export function newRule(kind: string): RuleDraft {
  return { slug: '', kind, environment: 'prod', risk: 'low', stages: [newStage()] }
}

type ApiWhom = RuleAnswer['stages'][number]['whom']

function chosen(whom: ApiWhom | null | undefined): Whom {
  if (!whom) return []
  return [
    ...(whom.roles ?? []).map((each) => `role:${each}`),
    ...(whom.teams ?? []).map((each) => `team:${each}`),
    ...(whom.members ?? []).map((each) => `member:${each}`),
  ]
}

export function draftOf(rule: RuleAnswer): RuleDraft {
  return {
    slug: rule.slug,
    kind: rule.kind,
    environment: (rule.environment ?? '') as RuleDraft['environment'],
    risk: rule.least_risk as RuleDraft['risk'],
    stages: rule.stages.map((stage) => ({
      ...newStage(),
      people: String(stage.people ?? 1),
      whom: chosen(stage.whom),
      differentTeams: stage.different_teams ?? false,
      hours: String(stage.hours ?? 168),
      escalates: chosen(stage.escalates_to),
    })),
  }
}

function whole(text: string, most: number): number | null {
  const number = Number(text.trim())
  return Number.isInteger(number) && number >= 1 && number <= most ? number : null
}

/** What must be mended before it is sent; the server knows whether there are enough people. */
export function errorsOf(draft: RuleDraft): Errors {
  const errors: Record<string, string> = {}
  if (!/^[a-z0-9](-?[a-z0-9])*$/.test(draft.slug))
    errors.slug = 'Enter a short name of small letters, digits and hyphens, such as big-changes.'
  for (const { key, people, whom, hours } of draft.stages) {
    if (whole(people, 20) === null) errors[`people-${key}`] = 'Enter a number from 1 to 20.'
    if (whole(hours, 2160) === null) errors[`hours-${key}`] = 'Enter whole hours from 1 to 2160.'
    if (whom.length === 0) errors[`whom-${key}`] = 'Choose at least one role, team or member.'
  }
  return errors
}

function some(whom: Whom): ApiWhom {
  const of = (kind: string) =>
    whom.flatMap((each) => (each.startsWith(`${kind}:`) ? [each.slice(kind.length + 1)] : []))
  return { roles: of('role') as NonNullable<ApiWhom['roles']>, teams: of('team'), members: of('member') }
}

export function bodyOf(draft: RuleDraft): Body {
  return {
    kind: draft.kind,
    environment: draft.environment || null,
    least_risk: draft.risk,
    stages: draft.stages.map(({ people, whom, differentTeams, hours, escalates }) => ({
      people: Number(people),
      whom: some(whom),
      different_teams: differentTeams,
      hours: Number(hours),
      escalates_to: escalates.length > 0 ? some(escalates) : null,
    })),
  }
}

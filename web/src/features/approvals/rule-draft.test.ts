import { expect, test } from 'vitest'
import type { RuleAnswer } from '@/api/gen'
import { bodyOf, draftOf, errorsOf, newRule } from './rule-draft'

test('a rule comes back out of the form as it went in', () => {
  const stage = {
    people: 2,
    whom: { roles: ['approver' as const], teams: ['security'], members: ['mem_1'] },
    different_teams: true,
    hours: 24,
    escalates_to: { roles: ['owner' as const], teams: [], members: [] },
  }
  const rule = {
    slug: 'big',
    kind: 'deployment.deploy',
    environment: 'prod',
    least_risk: 'medium',
    stages: [{ ...stage, said: '' }],
  } as unknown as RuleAnswer
  expect(bodyOf(draftOf(rule))).toEqual({
    kind: 'deployment.deploy',
    environment: 'prod',
    least_risk: 'medium',
    stages: [stage],
  })
})

test('what cannot be is said at its field', () => {
  const draft = newRule('agent.promote')
  expect(Object.keys(errorsOf(draft))).toEqual(['slug'])
  const stages = draft.stages.map((stage) => ({ ...stage, key: 7, people: '0', hours: '1.5', whom: [] }))
  expect(Object.keys(errorsOf({ ...draft, slug: 'ok', stages }))).toEqual(['people-7', 'hours-7', 'whom-7'])
})

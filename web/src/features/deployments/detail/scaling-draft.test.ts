import { expect, test } from 'vitest'
import { draftedRule, newWindow, ruleOf } from './scaling-draft'

test('a rule survives the form, and what is no number is sent as none', () => {
  const rule = {
    fewest: 0,
    most: 4,
    calls_each: 8,
    hold_seconds: 90,
    zone: 'Europe/Berlin',
    windows: [{ days: ['sat' as const], start: '22:00', end: '02:00', instances: 2 }],
  }
  expect(ruleOf(draftedRule(rule, 1))).toEqual(rule)
  const draft = draftedRule(null, 2)
  expect(ruleOf(draft)).toMatchObject({
    fewest: 2,
    most: 2,
    calls_each: null,
    hold_seconds: 300,
    windows: [],
  })
  expect(ruleOf({ ...draft, fewest: '', calls: 'many' })).toMatchObject({ fewest: NaN, calls_each: NaN })
  expect(newWindow(draftedRule(rule, 1).windows, '3')).toMatchObject({ id: 1, instances: '3' })
})

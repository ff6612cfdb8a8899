import { describe, expect, it } from 'vitest'
import { budgetErrors, limitErrors, NEW_BUDGET, NEW_LIMIT, newBudget, newLimit, percents } from './draft'

describe('a budget as it is typed', () => {
  it.each(['', '0', '-1', 'ten', 'Infinity', 'NaN', '1,5'])('wants dollars above zero, not %j', (limit) => {
    expect(budgetErrors({ ...NEW_BUDGET, limit })).toHaveProperty('limit_usd')
  })

  it('sends money as it was typed, and no subject for the organisation', () => {
    const draft = { ...NEW_BUDGET, limit: ' 0.000000001 ', asks: true }
    expect(budgetErrors(draft)).toEqual({})
    expect(newBudget(draft)).toEqual({
      scope: 'organization',
      period: 'month',
      limit_usd: '0.000000001',
      thresholds: [50, 80, 100],
      at_limit: 'ask',
    })
  })

  it('wants somebody where it is not for all', () => {
    const draft = { ...NEW_BUDGET, limit: '5', scope: 'agent' as const }
    expect(budgetErrors(draft)).toHaveProperty('subject')
    const chosen = { ...draft, subject: { id: 'agent_1', name: 'hello' } }
    expect(newBudget(chosen)).toMatchObject({ scope: 'agent', subject: 'agent_1' })
  })

  it.each([
    ['50, 80 100%', [50, 80, 100]],
    ['', []],
    ['0', null],
    ['50.5', null],
    ['many', null],
  ])('reads %j as percentages', (text, read) => {
    expect(percents(text)).toEqual(read)
  })
})

describe('limits as they are typed', () => {
  it('wants one at least, of whole numbers above zero', () => {
    expect(limitErrors(NEW_LIMIT)).toHaveProperty('requests_per_minute')
    for (const tokens of ['0', '-1', '1.5', 'x', '9999999999999']) {
      expect(limitErrors({ ...NEW_LIMIT, tokens })).toHaveProperty('tokens_per_minute')
    }
    expect(limitErrors({ ...NEW_LIMIT, one: true, tokens: '5' })).toHaveProperty('subject')
  })

  it('sends nothing for what is left empty', () => {
    expect(newLimit({ ...NEW_LIMIT, requests: '60' })).toEqual({
      scope: 'key',
      requests_per_minute: 60,
      tokens_per_minute: null,
      concurrency: null,
    })
  })
})

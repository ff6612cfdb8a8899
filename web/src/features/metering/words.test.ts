import { describe, expect, it } from 'vitest'
import type { Budget } from './types'
import { money, percent, standing } from './words'

const BUDGET: Budget = {
  id: 'bud_1',
  scope: 'organization',
  subject: 'org_1',
  subject_name: 'The whole organisation',
  subject_live: true,
  period: 'day',
  period_started_at: '2026-11-21T00:00:00Z',
  period_ends_at: '2026-11-22T00:00:00Z',
  limit_usd: 10,
  spent_usd: 0,
  reserved_usd: 0,
  left_usd: 10,
  forecast_usd: null,
  thresholds: [50, 80, 100],
  crossed: [],
  at_limit: 'stop',
  waiting: 0,
  enough_usd: null,
  version: 1,
  created_at: '2026-11-21T00:00:00Z',
  updated_at: '2026-11-21T00:00:00Z',
}

describe('money', () => {
  it('shows parts of a cent where there is not a whole one', () => {
    expect([money(0), money(12.5), money(0.0001), money(0.000000001)]).toEqual([
      '$0.00',
      '$12.50',
      '$0.0001',
      '$0.000000001',
    ])
  })
})

describe('how a budget stands', () => {
  it('is said in words, the most urgent first', () => {
    expect(standing(BUDGET).word).toBe('In budget')
    expect(standing({ ...BUDGET, spent_usd: 8.5, crossed: [50, 80] }).word).toBe('Over 80 %')
    expect(standing({ ...BUDGET, spent_usd: 10, crossed: [50, 80, 100] }).word).toBe('Spent')
    expect(standing({ ...BUDGET, spent_usd: 10, waiting: 1 }).word).toBe('1 call waits')
  })

  it('never says that nothing is spent of what is, nor all of what is not', () => {
    expect([percent(0, 10), percent(0.001, 10), percent(9.999, 10), percent(10, 10)]).toEqual([0, 1, 99, 100])
  })
})

import { expect, test } from 'vitest'
import { patchDetail, patchPage } from './cache'
import type { Deployment, Detail, Page, Row } from './types'

const at = (minute: number) => `2026-11-21T10:${String(minute).padStart(2, '0')}:00Z`
const news = (id: string, minute: number, more: Partial<Deployment> = {}) =>
  ({ plan_id: id, status: 'deployed', updated_at: at(minute), ...more }) as Deployment
const row = (id: string, minute: number) =>
  ({ plan_id: id, status: 'deploying', updated_at: at(minute), calls_today: 7 }) as Row
const page = (...deployments: Row[]): Page => ({
  deployments,
  count: deployments.length,
  next: 'more',
  total: 70,
})
const shown = (seen: Page) => seen.deployments.map((each) => `${each.plan_id} ${each.status}`)

test('a newer state is put in where the row stands, and what no event tells stays', () => {
  const after = patchPage(page(row('b', 20), row('a', 10)), [news('a', 30)])
  expect(shown(after)).toEqual(['b deploying', 'a deployed'])
  expect(after.deployments[1]?.calls_today).toBe(7)
  expect([after.next, after.total]).toEqual(['more', 70])
})

test('of several states of one row the last counts', () => {
  const after = patchPage(page(row('a', 10)), [news('a', 30), news('a', 31, { status: 'degraded' })])
  expect(shown(after)).toEqual(['a degraded'])
})

test('what is deleted goes', () => {
  const after = patchPage(page(row('b', 20), row('a', 10)), [news('b', 30, { status: 'deleted' })])
  expect(shown(after)).toEqual(['a deploying'])
  expect(after.count).toBe(1)
})

test('older news and news of others change nothing', () => {
  const before = page(row('a', 10))
  expect(patchPage(before, [news('a', 9), news('x', 50)])).toBe(before)
  const detail = { ...row('a', 10), timeline: [] } as unknown as Detail
  expect(patchDetail(detail, news('a', 9))).toBe(detail)
  expect(patchDetail(detail, news('a', 11)).status).toBe('deployed')
})

import { expect, test, vi } from 'vitest'
import { doAll, sorted } from './bulk'
import type { Row } from './types'

const row = (plan_id: string, reason: string | null = null) =>
  ({ plan_id, may: [{ action: 'pause', allowed: reason === null, reason, needs_approval: false }] }) as Row

test('rows are told apart by whether the action is open', () => {
  const { open, closed } = sorted([row('a'), row('b', 'It is paused.')], 'pause')
  expect(open.map(({ plan_id }) => plan_id)).toEqual(['a'])
  expect(closed.map(([{ plan_id }, why]) => [plan_id, why])).toEqual([['b', 'It is paused.']])
})

test('one failure stops nothing, and is told with its row', async () => {
  const rows = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => row(id))
  const seen: string[] = []
  const onDone = vi.fn()
  const { failed } = await doAll(
    rows,
    async ({ plan_id }) => {
      seen.push(plan_id)
      if (plan_id === 'b') throw new Error('gone')
    },
    onDone,
    new AbortController().signal,
  )
  expect(seen.sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  expect(failed.map(({ row: { plan_id }, error }) => [plan_id, (error as Error).message])).toEqual([
    ['b', 'gone'],
  ])
  expect(onDone).toHaveBeenLastCalledWith(6)
})

test('once it is stopped no further row is begun, and those are counted', async () => {
  const stop = new AbortController()
  const begun: string[] = []
  const { failed, left } = await doAll(
    Array.from({ length: 10 }, (_, at) => row(String(at))),
    async ({ plan_id }) => {
      begun.push(plan_id)
      if (begun.length === 4) stop.abort()
      if (plan_id === '3') throw new Error('cut off')
    },
    () => {},
    stop.signal,
  )
  expect(begun).toEqual(['0', '1', '2', '3'])
  expect(failed).toHaveLength(1)
  expect(left).toBe(6)
})

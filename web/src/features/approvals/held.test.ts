import { describe, expect, test } from 'vitest'
import { hold, type Queue, settle } from './held'

const row = (id: string, title = id) => ({ id, title })
const queue: Queue<ReturnType<typeof row>> = { shown: [row('a'), row('b')], gone: new Set(), fresh: [] }

describe('while somebody is at it', () => {
  test('what is new waits and moves nothing', () => {
    const held = hold(queue, [row('urgent'), row('a'), row('b')], true)
    expect(held.shown.map(({ id }) => id)).toEqual(['a', 'b'])
    expect(held.fresh.map(({ id }) => id)).toEqual(['urgent'])
  })

  test('what is gone stays where it was, and is known to be gone', () => {
    const held = hold(queue, [row('b')], true)
    expect(held.shown.map(({ id }) => id)).toEqual(['a', 'b'])
    expect([...held.gone]).toEqual(['a'])
  })

  test('what changed is changed in place', () => {
    const held = hold(queue, [row('b', 'newer'), row('a')], true)
    expect(held.shown).toEqual([row('a'), row('b', 'newer')])
  })

  test('what came and went is not new any more', () => {
    const held = hold(hold(queue, [row('c'), ...queue.shown], true), queue.shown, true)
    expect(held.fresh).toEqual([])
  })
})

test('nobody at it, the queue is as the server has it', () => {
  const held = hold(queue, [row('urgent'), row('b')], false)
  expect(held).toEqual(settle([row('urgent'), row('b')]))
})

test('an empty list is filled at once', () => {
  expect(hold(settle<ReturnType<typeof row>>([]), [row('a')], true).shown).toEqual([row('a')])
})

test('nothing new is the same queue, so that nothing is drawn again', () => {
  const calm = settle(queue.shown)
  expect(hold(calm, calm.shown, true)).toBe(calm)
})

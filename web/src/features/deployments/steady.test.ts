import { expect, test } from 'vitest'
import { steady } from './steady'

const row = (id: string, more = '') => ({ id, more })
const idOf = ({ id }: { id: string }) => id

test('the first answer is shown as it is', () => {
  expect(steady(undefined, [row('a'), row('b')], idOf)).toEqual({ rows: [row('a'), row('b')], fresh: 0 })
})

test('a newer answer changes cells and moves nothing', () => {
  const seen = steady(['a', 'b', 'c'], [row('c', 'now'), row('a'), row('b')], idOf)
  expect(seen.rows).toEqual([row('a'), row('b'), row('c', 'now')])
  expect(seen.fresh).toBe(0)
})

test('what is new waits and is counted, what is gone goes', () => {
  const seen = steady(['a', 'b'], [row('new'), row('newer'), row('b')], idOf)
  expect(seen).toEqual({ rows: [row('b')], fresh: 2 })
})

test('an empty page that is shown keeps what came since for the press of a button', () => {
  expect(steady([], [row('a')], idOf)).toEqual({ rows: [], fresh: 1 })
})

import { expect, test } from 'vitest'
import { bearingChange, bearingOf, LABELS } from './bearing'
import type { Provider } from './types'

const STORED = {
  resilience: Object.fromEntries(LABELS.map(({ name }) => [name, 5])),
  fallbacks: ['a:b'],
} as unknown as Provider

test('only what differs is sent, and an empty field goes back to what is sensible', () => {
  const typed = bearingOf(STORED)
  expect(bearingChange(STORED, typed)).toEqual({})
  expect(bearingChange(STORED, { ...typed, retries: ' 3 ', queue: '' })).toEqual({
    resilience: { retries: 3, queue: null },
  })
  expect(bearingChange(STORED, { ...typed, connect_seconds: '0,5' }).resilience).toEqual({
    connect_seconds: 0.5,
  })
})

test('fallbacks are lines, each once', () => {
  const typed = bearingOf(STORED)
  expect(bearingChange(STORED, { ...typed, fallbacks: 'c:d\n a:b\nc:d\n' })).toEqual({
    fallbacks: ['c:d', 'a:b'],
  })
})

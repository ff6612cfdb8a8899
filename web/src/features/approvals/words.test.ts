import { expect, test } from 'vitest'
import { fully, left, waitingWords } from './words'

const now = Date.parse('2026-11-21T10:00:00Z')

test('the time that is left is said in its largest unit', () => {
  expect(left('2026-11-28T10:00:00Z', now)).toBe('expires in 7 d')
  expect(left('2026-11-22T10:00:00Z', now)).toBe('expires in 24 h')
  expect(left('2026-11-21T10:00:20Z', now)).toBe('expires in 1 min')
  expect(left('2026-11-21T10:00:00Z', now)).toBe('expired')
})

test('a moment in full is in UTC', () => {
  expect(fully('2026-11-21T23:05:59+02:00')).toBe('21 November 2026 at 21:05 UTC')
})

test('the count is of those that still wait', () => {
  expect(waitingWords(0, false)).toBe('Nothing waits any more')
  expect(waitingWords(0, true)).toBe('None of these waits any more')
  expect(waitingWords(1, false)).toBe('1 waits, the highest risk first')
  expect(waitingWords(1, true)).toBe('1 and more wait, the highest risk first')
  expect(waitingWords(2, false)).toBe('2 wait, the highest risk first')
})

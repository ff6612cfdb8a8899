import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeThrottle } from './throttle'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('the first time is at once, and the rest of a pause is one time at its end', () => {
  const act = vi.fn()
  const throttle = makeThrottle(1_000)
  for (let times = 0; times < 50; times += 1) throttle(act)
  expect(act).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(1_000)
  expect(act).toHaveBeenCalledTimes(2)
  vi.advanceTimersByTime(10_000)
  expect(act).toHaveBeenCalledTimes(2)
})

test('after a quiet pause it is at once again', () => {
  const act = vi.fn()
  const throttle = makeThrottle(1_000)
  throttle(act)
  vi.advanceTimersByTime(1_001)
  throttle(act)
  expect(act).toHaveBeenCalledTimes(2)
})

import { expect, test } from 'vitest'
import { GivenUp, giveUpWrites, sendWrite } from './writes'

/** Answers never, until it is given up. */
const silent = (signal: AbortSignal) =>
  new Promise<Response>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

test('a write that is under way is given up, and its sender is told why', async () => {
  const since = performance.now()
  const sent = sendWrite(silent)
  expect(giveUpWrites(since)).toBe(true)
  await expect(sent).rejects.toBeInstanceOf(GivenUp)
  expect(giveUpWrites(since)).toBe(false)
})

test('what was answered cannot be given up any more', async () => {
  const since = performance.now()
  await sendWrite(async () => new Response())
  expect(giveUpWrites(since)).toBe(false)
})

test('what was sent before stays under way', async () => {
  const since = performance.now()
  const sent = sendWrite(silent)
  expect(giveUpWrites(performance.now() + 1)).toBe(false)
  expect(giveUpWrites(since)).toBe(true)
  await expect(sent).rejects.toBeInstanceOf(GivenUp)
})

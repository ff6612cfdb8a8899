import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Problem } from '@/api/problem'
import { draftOf, setDraft } from './drafts'
import { type Outcome, post, postDraft, takeBack, unsentOf } from './outbox'

const AWAY = new Problem(0, 'Remit does not answer', '')

const kept = new Map<string, string>()

beforeEach(() => {
  kept.clear()
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  })
})
afterEach(() => vi.unstubAllGlobals())

test('a message stands in the outbox until the server has it', async () => {
  let arrive: (outcome: Outcome) => void = () => {}
  setDraft('a', 'Where is parking?')
  const sent = post('a', 'Where is parking?', () => new Promise((resolve) => (arrive = resolve)))
  expect(unsentOf('a')).toEqual({ content: 'Where is parking?', problem: null })
  arrive('accepted')
  await sent
  expect(unsentOf('a')).toBeNull()
})

test('one that did not arrive stays with its reason, and can be sent again', async () => {
  await post('b', 'Hello', async () => AWAY)
  expect(unsentOf('b')).toEqual({ content: 'Hello', problem: AWAY })
  await post('b', 'Hello', async () => 'accepted')
  expect(unsentOf('b')).toBeNull()
})

test('one that was stopped goes back before what was typed since', async () => {
  setDraft('c', 'Hello')
  let stop: (outcome: Outcome) => void = () => {}
  postDraft('c', 'Hello', () => new Promise((resolve) => (stop = resolve)))
  expect(draftOf('c')).toBe('')
  setDraft('c', 'And another')
  stop('stopped')
  await vi.waitFor(() => expect(unsentOf('c')).toBeNull())
  expect(draftOf('c')).toBe('Hello\n\nAnd another')
})

test('a reload finds the draft, and the message that was on its way', async () => {
  setDraft('d', 'half a sen')
  void post('d', 'On its way', () => new Promise(() => {}))
  vi.resetModules()
  const [again, written] = [await import('./outbox'), await import('./drafts')]
  expect(written.draftOf('d')).toBe('half a sen')
  expect(again.unsentOf('d')?.content).toBe('On its way')
  expect(again.unsentOf('d')?.problem?.title).toBe('The page was left')
})

test('what is taken back to be edited is no longer unsent', async () => {
  await post('e', 'Teh message', async () => AWAY)
  takeBack('e')
  expect(unsentOf('e')).toBeNull()
  expect(draftOf('e')).toBe('Teh message')
})

import { useSyncExternalStore } from 'react'
import { Problem } from '@/api/problem'
import { tab } from '@/storage'
import { giveBack, setDraft } from './drafts'

/** A message that the server does not have yet: on its way, or with the reason why it did not arrive. */
export type Unsent = { content: string; problem: Problem | null }

/** What became of a message: the server has it, the person stopped it, or why it did not arrive. */
export type Outcome = 'accepted' | 'stopped' | Problem

const NAME = 'remit.unsent.'
const LEFT = new Problem(
  0,
  'The page was left',
  'It was on its way then. Look whether it arrived; if not, send it again.',
)

const messages = new Map<string, Unsent | null>()
const listeners = new Set<() => void>()

function put(key: string, message: Unsent | null): void {
  messages.set(key, message)
  if (message === null) tab.forget(NAME + key)
  else tab.remember(NAME + key, message.content)
  for (const listener of listeners) listener()
}

/** The message that waits under a key; one that a reload cut off is found again. */
export function unsentOf(key: string): Unsent | null {
  const known = messages.get(key)
  if (known !== undefined) return known
  const content = tab.recall(NAME + key)
  const kept = content === null ? null : { content, problem: LEFT }
  messages.set(key, kept)
  return kept
}

export function useUnsent(key: string): Unsent | null {
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  return useSyncExternalStore(subscribe, () => unsentOf(key))
}

/** Sends a message and shows it meanwhile: it goes away when the server has it, and back when it was stopped. */
export async function post(
  key: string,
  content: string,
  send: (content: string) => Promise<Outcome>,
): Promise<Outcome> {
  put(key, { content, problem: null })
  const outcome = await send(content)
  if (outcome === 'accepted') put(key, null)
  else if (outcome === 'stopped') takeBack(key)
  else put(key, { content, problem: outcome })
  return outcome
}

/** Puts a message that did not arrive back where it was written. */
export function takeBack(key: string): void {
  const message = unsentOf(key)
  if (!message) return
  put(key, null)
  giveBack(key, message.content)
}

/** What is in the outbox is in the draft no more. */
export function postDraft(key: string, content: string, send: (content: string) => Promise<Outcome>): void {
  setDraft(key, '')
  void post(key, content, send)
}

import { useSyncExternalStore } from 'react'
import { tab } from '@/storage'

const NAME = 'remit.draft.'

/** What was typed and not sent, by where: it survives another page, a reload, and a send that failed. */
const drafts = new Map<string, string>()
const listeners = new Set<() => void>()

export function draftOf(key: string): string {
  const known = drafts.get(key)
  if (known !== undefined) return known
  const kept = tab.recall(NAME + key) ?? ''
  drafts.set(key, kept)
  return kept
}

export function setDraft(key: string, text: string): void {
  drafts.set(key, text)
  if (text === '') tab.forget(NAME + key)
  else tab.remember(NAME + key, text)
  for (const listener of listeners) listener()
}

/** Puts a message back where it was written, before what was typed since. */
export function giveBack(key: string, text: string): void {
  const since = draftOf(key)
  setDraft(key, since.trim() === '' ? text : `${text}\n\n${since}`)
}

export function useDraft(key: string): string {
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  return useSyncExternalStore(subscribe, () => draftOf(key))
}

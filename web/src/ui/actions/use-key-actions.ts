import { useEffect, useSyncExternalStore } from 'react'
import { recall, remember } from '@/storage'
import { keyName, match } from './keys'
import { currentActions } from './registry'

const SETTING = 'remit.shortcuts'
const SEQUENCE_MS = 1_000
const TYPING = 'input, textarea, select, [contenteditable], [role=textbox]'
const LAYER = '[role=dialog], [role=alertdialog], [role=menu], [role=listbox]'
const listeners = new Set<() => void>()

/** Whether single keys do things; those with Ctrl or ⌘ always do. */
export function useShortcutsSetting(): [boolean, (on: boolean) => void] {
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  const on = useSyncExternalStore(subscribe, shortcutsOn)
  const choose = (next: boolean) => {
    remember(SETTING, next ? 'on' : 'off')
    for (const listener of listeners) listener()
  }
  return [on, choose]
}

function shortcutsOn(): boolean {
  return recall(SETTING) !== 'off'
}

/** Hears the keyboard for the whole page and does the actions that are offered; mounted once. */
export function useKeyActions(): void {
  useEffect(() => {
    let pending = ''
    let timer: ReturnType<typeof setTimeout> | undefined
    const onKeyDown = (event: KeyboardEvent) => {
      const key = keyName(event)
      if (key === null || event.defaultPrevented || event.isComposing) return
      const held = key.startsWith('mod+')
      if (!held && (!shortcutsOn() || isElsewhere(event.target))) return
      const bound = currentActions().flatMap(({ actions }) =>
        actions.filter((each) => each.keys && !each.refusal),
      )
      const { found, pending: next } = match(
        bound.map(({ keys }) => keys as string),
        pending,
        key,
      )
      clearTimeout(timer)
      pending = next
      timer = setTimeout(() => {
        pending = ''
      }, SEQUENCE_MS)
      if (found === null) return
      event.preventDefault()
      bound.find(({ keys }) => keys === found)?.run()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('keydown', onKeyDown)
    }
  }, [])
}

/** Keys belong to what is typed into, and to the layer on top. */
function isElsewhere(target: EventTarget | null): boolean {
  const element = target instanceof Element ? target : null
  return (
    element?.closest(TYPING) != null ||
    element?.closest(LAYER) != null ||
    document.querySelector(':is([role=dialog], [role=alertdialog])[data-state=open]') !== null
  )
}

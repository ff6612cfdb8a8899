import { useSyncExternalStore } from 'react'
import { forget, recall, remember } from '@/storage'

export type Theme = 'light' | 'dark'

const KEY = 'theme'
const system = window.matchMedia('(prefers-color-scheme: dark)')
const listeners = new Set<() => void>()

function current(): Theme {
  return document.documentElement.classList.contains('dark') ? 'dark' : 'light'
}

function show(theme: Theme): void {
  document.documentElement.classList.toggle('dark', theme === 'dark')
  document.documentElement.style.colorScheme = theme
  for (const listener of listeners) listener()
}

// The system's theme is followed until the person chooses one.
system.addEventListener('change', () => {
  if (recall(KEY) === null) show(system.matches ? 'dark' : 'light')
})

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useTheme(): [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore(subscribe, current)
  const choose = (next: Theme) => {
    remember(KEY, next)
    show(next)
  }
  return [theme, choose]
}

/** What the person chose; `system` until they choose, and when they choose that again. */
export function useThemeChoice(): [Theme | 'system', (choice: Theme | 'system') => void] {
  const chosen = useSyncExternalStore(subscribe, () => recall(KEY))
  const choose = (next: Theme | 'system') => {
    if (next === 'system') forget(KEY)
    else remember(KEY, next)
    show(next === 'system' ? (system.matches ? 'dark' : 'light') : next)
  }
  return [chosen === 'dark' || chosen === 'light' ? chosen : 'system', choose]
}

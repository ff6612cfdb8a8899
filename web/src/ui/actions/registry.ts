import type { LucideIcon } from 'lucide-react'
import { useEffect, useRef, useSyncExternalStore } from 'react'

/** Something a person can do on this page: the palette lists it, its keys do it, the help names them. */
export type Action = {
  id: string
  label: string
  /** As in `keys.ts`: `s`, `g d`, `mod+k`. */
  keys?: string
  icon?: LucideIcon
  /** Why it cannot be done now. */
  refusal?: string | null
  /** Known to keys and help only: the palette has no use for it. */
  keysOnly?: boolean
  /** One of many: the palette lists it only when all that is typed stands in its label. */
  onSearch?: boolean
  run: () => void
}

export type ActionGroup = { name: string; actions: readonly Action[] }

let groups: readonly ActionGroup[] = []
let byName = groups
const listeners = new Set<() => void>()

function set(next: readonly ActionGroup[]): void {
  groups = next
  byName = merged(next)
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Every action of what is mounted, the newest group first; groups of one name are one. */
export function currentActions(): readonly ActionGroup[] {
  return byName
}

export function merged(all: readonly ActionGroup[]): ActionGroup[] {
  const found = new Map<string, Action[]>()
  for (const { name, actions } of all) found.set(name, [...(found.get(name) ?? []), ...actions])
  return [...found].map(([name, actions]) => ({ name, actions }))
}

export function useActionGroups(): readonly ActionGroup[] {
  return useSyncExternalStore(subscribe, currentActions)
}

/** Offers actions while the component is mounted; they may close over its newest state. */
export function useActions(name: string, actions: readonly Action[]): void {
  const newest = useRef(actions)
  newest.current = actions
  const told = actions
    .map(({ id, label, keys, refusal, onSearch }) => `${id}|${label}|${keys}|${refusal}|${onSearch}`)
    .join('\n')
  // biome-ignore lint/correctness/useExhaustiveDependencies: `told` changes when what is shown of the actions does
  useEffect(() => {
    const group: ActionGroup = {
      name,
      actions: newest.current.map((action) => ({
        ...action,
        run: () => newest.current.find(({ id }) => id === action.id)?.run(),
      })),
    }
    set([group, ...groups])
    return () => set(groups.filter((each) => each !== group))
  }, [name, told])
}

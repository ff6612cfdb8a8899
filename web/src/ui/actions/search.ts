import type { Action, ActionGroup } from './registry'

const MOST = 12
// One letter stands in nearly every label.
const LEAST = 2

/** The actions that are listed only when they are searched for, and whose label holds every word that is typed. */
export function searched(groups: readonly ActionGroup[], text: string): Action[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.join('').length < LEAST) return []
  const found = groups
    .flatMap(({ actions }) => actions)
    .filter(({ onSearch, label }) => {
      const low = label.toLowerCase()
      return onSearch && words.every((word) => low.includes(word))
    })
  return found.slice(0, MOST)
}

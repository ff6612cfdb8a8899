import { useSyncExternalStore } from 'react'

const WIDE = '(min-width: 64rem)'

/** Whether a list and what is open of it have room beside each other. */
export function useWide(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = window.matchMedia(WIDE)
      query.addEventListener('change', changed)
      return () => query.removeEventListener('change', changed)
    },
    () => window.matchMedia(WIDE).matches,
  )
}

import { type RefObject, useEffect } from 'react'

const areas = new Map<string, HTMLTextAreaElement>()
let wanted: string | null = null

/** Puts the focus where a message is written, as soon as that is there. */
export function focusComposer(place: string): void {
  const area = areas.get(place)
  if (area) area.focus()
  else wanted = place
}

/** Whether a message is being written there now. */
export function isComposing(place: string): boolean {
  const area = areas.get(place)
  return area !== undefined && area === document.activeElement
}

export function useComposerFocus(place: string, area: RefObject<HTMLTextAreaElement | null>): void {
  useEffect(() => {
    const element = area.current
    if (!element) return
    areas.set(place, element)
    if (wanted === place) {
      wanted = null
      element.focus()
    }
    return () => {
      areas.delete(place)
    }
  }, [place, area])
}

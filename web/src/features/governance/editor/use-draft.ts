import { useEffect, useState } from 'react'
import { tab } from '@/storage'
import type { Standing } from '../types'

const KEPT = 'policies.draft'

export type Draft = {
  text: string
  change: (text: string) => void
  /** The version that the text began as. */
  base: number
  unsaved: boolean
  /** Somebody applied meanwhile: what they applied, which this text would go over. */
  meanwhile: Standing | null
  /** Goes on from a version as it is: also what throws the own text away. */
  take: (standing: Standing) => void
  /** Keeps the own text, to be applied on top of what somebody else applied. */
  keep: () => void
}

/** The text that is being edited, an older version's when one is brought back, kept apart from what holds until it is applied. A reload of the tab finds it again. */
export function useDraft(standing: Standing, restored?: string): Draft {
  const [found] = useState(() => (restored === undefined ? recalled() : null))
  const [begun, setBegun] = useState<Standing>(found?.begun ?? standing)
  const [text, setText] = useState(restored ?? found?.text ?? standing.text)
  const unsaved = text !== begun.text

  useEffect(() => {
    if (unsaved) tab.remember(KEPT, JSON.stringify({ begun, text }))
    else tab.forget(KEPT)
  }, [unsaved, begun, text])

  const take = (next: Standing) => {
    tab.forget(KEPT)
    setBegun(next)
    setText(next.text)
  }
  // What others apply shows at once, unless it would take away what is being typed or brought back.
  if (standing.version > begun.version) {
    if (restored !== undefined) setBegun(standing)
    else if (!unsaved) take(standing)
  }
  return {
    text,
    change: setText,
    base: begun.version,
    unsaved,
    meanwhile: standing.version > begun.version && unsaved && restored === undefined ? standing : null,
    take,
    keep: () => setBegun(standing),
  }
}

function recalled(): { begun: Standing; text: string } | null {
  try {
    const found = JSON.parse(tab.recall(KEPT) ?? 'null') as { begun: Standing; text: string } | null
    return found && typeof found.text === 'string' && typeof found.begun?.text === 'string' ? found : null
  } catch {
    return null
  }
}

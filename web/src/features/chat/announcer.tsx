import { useEffect, useRef, useState } from 'react'
import { endings } from './endings'
import type { Message, Participant } from './types'

const KEPT = 8

/** Tells a screen reader of answers when they are whole, not word by word: of each of those that answer at once. */
export function Announcer(props: {
  items: readonly Message[]
  participants: ReadonlyMap<string, Participant>
}) {
  const { items, participants } = props
  const [said, setSaid] = useState<readonly { id: string; words: string }[]>([])
  const open = useRef<ReadonlySet<string>>(new Set())
  useEffect(() => {
    const { ended, stillOpen } = endings(open.current, items, participants)
    open.current = stillOpen
    // Each stands for itself: words put in the place of others are not read when they come too soon.
    if (ended.length > 0) setSaid((before) => [...before, ...ended].slice(-KEPT))
  }, [items, participants])
  return (
    <div role="log" aria-label="Answers" aria-live="polite" className="sr-only">
      {said.map(({ id, words }) => (
        <p key={id}>{words}</p>
      ))}
    </div>
  )
}

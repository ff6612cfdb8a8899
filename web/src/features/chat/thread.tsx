import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown } from 'lucide-react'
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import { Button } from '@/ui/button'
import { Failure } from '@/ui/failure'
import { type Thread as Loaded, type ShownTurn, turnsOf } from './tree'
import { Turn } from './turn'
import { useStick } from './use-stick'

const VIRTUAL_FROM = 50
const NEAR_TOP = 400

type Props = {
  thread: Loaded
  older: { busy: boolean; load: () => void; error: unknown }
  /** Changes when the person says something: then the end is shown wherever they were. */
  spoken: string | null
  /** What is on its way: below the messages. */
  children: ReactNode
}

/** The messages, at their end unless the person scrolled up. */
export function Thread({ thread, older, spoken, children }: Props) {
  const turns = useMemo(() => turnsOf(thread.items), [thread.items])
  const box = useRef<HTMLElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const { atEnd, jump } = useStick(box, content)
  const more = thread.next !== null
  const virtual = useStaysTrue(more || turns.length > VIRTUAL_FROM)
  useLayoutEffect(() => {
    if (spoken !== null) jump()
  }, [spoken, jump])
  const top = useOlder(box, more && !older.busy && older.error == null, older.load)
  return (
    <div className="relative min-h-0 flex-1">
      <section
        ref={box}
        aria-label="Messages"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="h-full overflow-y-auto overflow-x-hidden px-3 outline-offset-[-2px] [overflow-anchor:none] sm:px-5"
      >
        <div ref={content}>
          {older.error != null && (
            <Failure
              what="The earlier messages could not be loaded"
              error={older.error}
              onRetry={older.load}
            />
          )}
          {more && (
            <p ref={top} className="flex justify-center py-2">
              <Button size="small" variant="ghost" busy={older.busy} onClick={older.load}>
                Earlier messages
              </Button>
            </p>
          )}
          {virtual ? (
            <Rows turns={turns} box={box} />
          ) : (
            turns.map((turn) => <Turn key={turn.id} turn={turn} />)
          )}
          {children}
        </div>
      </section>
      {!atEnd && (
        <Button
          size="small"
          className="absolute bottom-3 left-1/2 -translate-x-1/2 shadow-float"
          onClick={jump}
        >
          <ArrowDown aria-hidden />
          Jump to latest
        </Button>
      )}
    </div>
  )
}

/** Only what is near the window is drawn. */
function Rows({ turns, box }: { turns: readonly ShownTurn[]; box: RefObject<HTMLElement | null> }) {
  const rows = useVirtualizer({
    count: turns.length,
    getScrollElement: () => box.current,
    getItemKey: (index) => turns[index]?.id ?? index,
    estimateSize: () => 180,
    overscan: 4,
    anchorTo: 'end',
  })
  return (
    <div className="relative" style={{ height: rows.getTotalSize() }}>
      {rows.getVirtualItems().map(({ index, key, start }) => {
        const turn = turns[index]
        return (
          turn && (
            <div
              key={key}
              ref={rows.measureElement}
              data-index={index}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${start}px)` }}
            >
              <Turn turn={turn} />
            </div>
          )
        )
      })}
    </div>
  )
}

/** What is drawn in part is not drawn whole again: the place would be lost. */
function useStaysTrue(now: boolean): boolean {
  const before = useRef(false)
  before.current ||= now
  return before.current
}

/** Loads the earlier messages when their place comes near the window. */
function useOlder(box: RefObject<HTMLElement | null>, wanted: boolean, load: () => void) {
  const top = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    if (!wanted || !top.current) return
    const near = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) load()
      },
      { root: box.current, rootMargin: `${NEAR_TOP}px 0px 0px 0px` },
    )
    near.observe(top.current)
    return () => near.disconnect()
  }, [box, wanted, load])
  return top
}

import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'

const NEAR = 48

/** Keeps a scrolling box at its end while it grows, unless the person has scrolled up. */
export function useStick(box: RefObject<HTMLElement | null>, content: RefObject<HTMLElement | null>) {
  const [atEnd, setAtEnd] = useState(true)
  const stuck = useRef(true)
  const jump = useCallback(() => {
    stuck.current = true
    setAtEnd(true)
    if (box.current) box.current.scrollTop = box.current.scrollHeight
  }, [box])
  useEffect(() => {
    const outer = box.current
    if (!outer || !content.current) return
    const onScroll = () => {
      stuck.current = outer.scrollHeight - outer.scrollTop - outer.clientHeight < NEAR
      setAtEnd(stuck.current)
    }
    const grown = new ResizeObserver(() => {
      if (stuck.current) outer.scrollTop = outer.scrollHeight
    })
    grown.observe(content.current)
    grown.observe(outer)
    outer.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      grown.disconnect()
      outer.removeEventListener('scroll', onScroll)
    }
  }, [box, content])
  return { atEnd, jump, stuck }
}

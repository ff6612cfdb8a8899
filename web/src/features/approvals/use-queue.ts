import { useInfiniteQuery } from '@tanstack/react-query'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { listProposalsInfiniteOptions } from '@/api/gen/@tanstack/react-query.gen'
import { hold, type Queue, settle } from './held'
import type { Proposal } from './types'

export type Asked = {
  q: string | undefined
  environment: string | undefined
  whose: 'mine' | 'decidable' | undefined
}

const PAGE = 50

/** What waits, page by page. While the pointer or the focus is in `area`, rows keep their places and new ones wait. */
export function useQueue(asked: Asked, area: RefObject<HTMLElement | null>) {
  const pages = useInfiniteQuery({
    ...listProposalsInfiniteOptions({ query: { ...asked, status: 'pending', limit: PAGE } }),
    initialPageParam: {},
    getNextPageParam: ({ next }) => (next ? { query: { cursor: next } } : undefined),
    refetchOnMount: 'always',
  })
  const rows = pages.data?.pages.flatMap(({ items }) => items)
  const [queue, setQueue] = useState<Queue<Proposal>>(settle([]))
  // What is shown first stays open until something else is asked for.
  const [first, setFirst] = useState<string>()
  const asking = JSON.stringify(asked)
  const was = useRef(asking)
  const pageCount = pages.data?.pages.length ?? 0
  const counted = useRef(pageCount)
  const engaged = useEngaged(area)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the data is taken in when it comes, and when nobody is at it
  useEffect(() => {
    if (!pages.data) return
    const other = was.current !== asking
    const moved = other || counted.current !== pageCount
    was.current = asking
    counted.current = pageCount
    setQueue((before) => hold(before, rows ?? [], engaged && !moved))
    setFirst((before) => (other || before === undefined ? rows?.[0]?.id : before))
  }, [pages.data, engaged, asking])
  return {
    queue,
    first,
    loaded: rows !== undefined,
    error: pages.isError ? pages.error : null,
    retry: () => void pages.refetch(),
    more: pages.hasNextPage ? () => void pages.fetchNextPage() : null,
    busy: pages.isFetchingNextPage,
    take: () => setQueue(settle(rows ?? [])),
  }
}

/** Whether the pointer or the focus is inside; a finger is where nobody knows, so it always may be. */
function useEngaged(area: RefObject<HTMLElement | null>): boolean {
  const [engaged, setEngaged] = useState(false)
  useEffect(() => {
    const element = area.current
    if (!element) return
    const touch = window.matchMedia('(hover: none)').matches
    const look = () =>
      setEngaged(touch || element.matches(':hover') || element.contains(document.activeElement))
    look()
    const events = ['pointerenter', 'pointerleave', 'focusin', 'focusout'] as const
    // After a blur the next focus is known only a moment later.
    const later = () => setTimeout(look)
    for (const name of events) element.addEventListener(name, later)
    return () => {
      for (const name of events) element.removeEventListener(name, later)
    }
  }, [area])
  return engaged
}

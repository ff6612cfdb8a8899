import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

/** The search part of an address, each name once: what a page is filtered, sorted and opened by. */
export type SearchParams = Record<string, string | undefined>

/** Reads `?a=1&b=x`; everything is text, and a name that comes twice keeps its last value. */
export function parseSearch(search: string): SearchParams {
  return Object.fromEntries(new URLSearchParams(search))
}

/** Writes what `parseSearch` reads; what is empty is left out. */
export function writeSearch(search: Record<string, unknown>): string {
  const written = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== '') written.set(name, String(value))
  }
  const text = written.toString()
  return text === '' ? '' : `?${text}`
}

type Change = (changes: SearchParams, how?: { replace?: boolean }) => void

/** The page's search parameters and a way to change some of them; an empty value takes a parameter away. */
export function useSearchParams(): [SearchParams, Change] {
  const search = useSearch({ strict: false }) as SearchParams
  const navigate = useNavigate()
  const change = useCallback<Change>(
    (changes, { replace = false } = {}) =>
      void navigate({
        to: '.',
        search: ((before: SearchParams) => withChanges(before, changes)) as never,
        replace,
        resetScroll: false,
      }),
    [navigate],
  )
  return [search, change]
}

/** The parameters after a change, without those that became empty. */
export function withChanges(before: SearchParams, changes: SearchParams): SearchParams {
  const after = { ...before, ...changes }
  return Object.fromEntries(Object.entries(after).filter(([, value]) => value !== undefined && value !== ''))
}

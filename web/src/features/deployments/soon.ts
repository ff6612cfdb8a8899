import { hashKey, type QueryClient, type QueryKey } from '@tanstack/react-query'

const PAUSE_MS = 800
const waiting = new WeakMap<QueryClient, Map<string, QueryKey>>()

/** Has queries fetched again a moment from now, however often it is asked for until then. */
export function soon(queries: QueryClient, keys: readonly QueryKey[]): void {
  const known = waiting.get(queries)
  const all = known ?? new Map<string, QueryKey>()
  for (const key of keys) all.set(hashKey(key), key)
  if (known) return
  waiting.set(queries, all)
  setTimeout(() => {
    waiting.delete(queries)
    for (const queryKey of all.values()) void queries.invalidateQueries({ queryKey })
  }, PAUSE_MS)
}

import type { QueryClient } from '@tanstack/react-query'

/** News come for many cases at once; pages ask again at most this often. */
const PAUSE_MS = 700
const ABOUT = /Evaluation|Dataset|listCases/

let waiting: ReturnType<typeof setTimeout> | undefined

/** News of the stream: an evaluation went on, or a dataset was changed. */
export function hearOfEvaluations(queries: QueryClient): void {
  if (waiting !== undefined) return
  waiting = setTimeout(() => {
    waiting = undefined
    void refreshEvaluations(queries)
  }, PAUSE_MS)
}

/** Has everything about datasets and evaluations asked for again. */
export function refreshEvaluations(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({
    predicate: ({ queryKey: [key] }) => ABOUT.test((key as { _id?: string } | undefined)?._id ?? ''),
  })
}

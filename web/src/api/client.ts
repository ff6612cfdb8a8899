import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { currentSessionQueryKey } from './gen/@tanstack/react-query.gen'
import { client } from './gen/client.gen'
import { asProblem, readProblem } from './problem'
import { sendWrite } from './writes'

const PATIENCE_MS = 30_000
/** What may take as long as it takes: answers that stream, and files. */
const SLOW = /\/(messages|regenerate|export)(\?|$)/

// A server that hangs must not hold a page for ever.
client.setConfig({
  fetch: (input, init) => {
    const request = new Request(input, init)
    if (SLOW.test(request.url)) return fetch(request)
    const limits = [request.signal, AbortSignal.timeout(PATIENCE_MS)]
    if (request.method === 'GET') return fetch(request, { signal: AbortSignal.any(limits) })
    return sendWrite((signal) => fetch(request, { signal: AbortSignal.any([...limits, signal]) }))
  },
})

client.interceptors.error.use((error, response) =>
  response ? readProblem(error, response) : asProblem(error),
)

/** The application's query client. A request answered by 401 asks for the session anew, which shows the way to sign in. */
export function makeQueryClient(): QueryClient {
  const onError = (error: unknown) => {
    if (asProblem(error).status !== 401) return
    const queryKey = currentSessionQueryKey()
    if (queries.getQueryState(queryKey)?.status === 'success') void queries.invalidateQueries({ queryKey })
  }
  const queries = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({
      onError: (error) => {
        onError(error)
        // Nobody knows whether it was done: the pages ask how things stand.
        if (asProblem(error).type === 'given-up') void queries.invalidateQueries()
      },
    }),
    defaultOptions: {
      queries: { staleTime: 10_000, retry: (failures, error) => failures < 1 && isPassing(error) },
    },
  })
  return queries
}

function isPassing(error: unknown): boolean {
  const { status } = asProblem(error)
  return status === 0 || status >= 500
}

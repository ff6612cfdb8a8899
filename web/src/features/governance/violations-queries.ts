import {
  keepPreviousData,
  type QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { acknowledgeViolation, dismissViolation, reopenViolation, resolveViolation } from '@/api/gen'
import {
  countViolationsOptions,
  countViolationsQueryKey,
  getViolationOptions,
  getViolationQueryKey,
  listViolationsOptions,
  listViolationsQueryKey,
  summarizeViolationsOptions,
  summarizeViolationsQueryKey,
} from '@/api/gen/@tanstack/react-query.gen'
import { asProblem } from '@/api/problem'
import type { SearchParams } from '@/search-params'
import { toast } from '@/ui/toast'
import type { Detail, Move } from './violations-types'
import { chosen, MOVES, SEVERITY_ORDER, STATE_ORDER } from './violations-words'

const PAGE = 50
/** News of many calls come at once; the page is asked for again at most this often. */
const PAUSE_MS = 1_000

/** The list that an address asks for: what is open, unless it names states. */
export function useViolations(asked: SearchParams, after: string | undefined) {
  const states = chosen(asked.state ?? 'open', STATE_ORDER)
  const { rule, actor, subject, label, q, call } = asked
  return useQuery({
    ...listViolationsOptions({
      query: {
        state: states.length > 0 ? states : undefined,
        severity: asked.severity ? chosen(asked.severity, SEVERITY_ORDER) : undefined,
        ...{ rule, actor, subject, label, q, call, cursor: after, limit: PAGE },
      },
    }),
    placeholderData: keepPreviousData,
  })
}

export function useSummary(days: number, subject?: string | undefined) {
  return useQuery({
    ...summarizeViolationsOptions({ query: { days, subject } }),
    placeholderData: keepPreviousData,
  })
}

export function useOpenCount() {
  return useQuery(countViolationsOptions())
}

export function useViolation(id: string) {
  return useQuery(getViolationOptions({ path: { violation_id: id } }))
}

const REQUESTS = {
  acknowledge: acknowledgeViolation,
  resolve: resolveViolation,
  false_positive: dismissViolation,
  reopen: reopenViolation,
} as const

type Wanted = { id: string; move: Move; version: number; note: string }

/** Changes the state of a violation; what was decided can be taken back at once. */
export function useDecide() {
  const queries = useQueryClient()
  const decide = useMutation({
    mutationFn: async ({ id, move, version, note }: Wanted): Promise<Detail> => {
      const { data } = await REQUESTS[move]({
        path: { violation_id: id },
        body: { version, note },
        throwOnError: true,
      })
      return data
    },
    onSuccess: (changed, { id, move }) => {
      queries.setQueryData(getViolationQueryKey({ path: { violation_id: id } }), changed)
      refreshViolations(queries)
      const undo = () =>
        decide.mutate({ id, move: 'reopen', version: changed.version, note: '' }, { onError: told })
      toast.success(MOVES[move].done, {
        description: changed.rule,
        ...(move === 'reopen' ? {} : { action: { label: 'Undo', onClick: undo } }),
      })
    },
    onError: () => refreshViolations(queries),
  })
  return decide
}

function told(error: unknown): void {
  const { title, detail } = asProblem(error)
  toast.error(title, { description: detail })
}

export function refreshViolations(queries: QueryClient): void {
  const keys = [
    countViolationsQueryKey(),
    listViolationsQueryKey(),
    summarizeViolationsQueryKey(),
    getViolationQueryKey({ path: { violation_id: '' } }),
  ]
  const ids = new Set(keys.map(([{ _id }]) => _id))
  void queries.invalidateQueries({
    predicate: ({ queryKey: [key] }) => ids.has((key as { _id?: string } | undefined)?._id ?? ''),
  })
}

let waiting: ReturnType<typeof setTimeout> | undefined

/** News of the stream: something was found, or decided. */
export function hearOfViolations(queries: QueryClient): void {
  if (waiting !== undefined) return
  waiting = setTimeout(() => {
    waiting = undefined
    refreshViolations(queries)
  }, PAUSE_MS)
}

import {
  keepPreviousData,
  type QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { cancelRun } from '@/api/gen'
import {
  getRunOptions,
  getRunQueryKey,
  listRunsOptions,
  listRunsQueryKey,
} from '@/api/gen/@tanstack/react-query.gen'
import { toast } from '@/ui/toast'
import type { Detail, Status } from './types'

type Asked = {
  status?: Status | undefined
  deployment?: string | undefined
  mine?: boolean
  after?: string | undefined
}

/** Runs that waited for a person: everybody's where one may decide, else one's own. */
export function useRuns({ status, deployment, mine = false, after }: Asked, limit = 50) {
  return useQuery({
    ...listRunsOptions({
      query: { status: status && [status], deployment, whose: mine ? 'mine' : 'all', cursor: after, limit },
    }),
    placeholderData: keepPreviousData,
  })
}

export function useRun(id: string) {
  return useQuery(getRunOptions({ path: { run_id: id } }))
}

/** Cancels a run that waits, with the reason that whoever asked reads. */
export function useCancel(id: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (reason: string): Promise<Detail> => {
      const { data } = await cancelRun({ path: { run_id: id }, body: { reason }, throwOnError: true })
      return data
    },
    onSuccess: (changed) => {
      queries.setQueryData(getRunQueryKey({ path: { run_id: id } }), changed)
      hearOfRuns(queries)
      toast.success('The run is cancelled', { description: 'Nothing that it waited for was done.' })
    },
    onError: () => hearOfRuns(queries),
  })
}

/** News of the stream: a run waits, goes on, or has ended; or somebody decided on what one waits for. */
export function hearOfRuns(queries: QueryClient): void {
  const keys = [listRunsQueryKey(), getRunQueryKey({ path: { run_id: '' } })]
  const ids = new Set(keys.map(([{ _id }]) => _id))
  void queries.invalidateQueries({
    predicate: ({ queryKey: [key] }) => ids.has((key as { _id?: string } | undefined)?._id ?? ''),
  })
}

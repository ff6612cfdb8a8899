import {
  keepPreviousData,
  type QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import {
  changeAnnotatorMutation,
  createAnnotatorMutation,
  deleteAnnotatorMutation,
  listAnnotatorKindsOptions,
  listAnnotatorsOptions,
  listAnnotatorsQueryKey,
  testAnnotatorMutation,
} from '@/api/gen/@tanstack/react-query.gen'

const PAGE = 50

export function useAnnotators(after: string | undefined) {
  return useQuery({
    ...listAnnotatorsOptions({ query: { limit: PAGE, cursor: after } }),
    placeholderData: keepPreviousData,
  })
}

export function useKinds() {
  return useQuery({ ...listAnnotatorKindsOptions(), staleTime: Number.POSITIVE_INFINITY })
}

async function refresh(queries: QueryClient): Promise<void> {
  const [{ _id }] = listAnnotatorsQueryKey()
  await queries.invalidateQueries({
    predicate: ({ queryKey: [key] }) => (key as { _id?: string } | undefined)?._id === _id,
  })
}

/** News of the stream: an annotator was added, changed or removed. */
export function hearOfAnnotators(queries: QueryClient): void {
  void refresh(queries)
}

function useRefreshing() {
  const queries = useQueryClient()
  // Also after a no: somebody else may have been first.
  return { onSettled: () => refresh(queries) }
}

export const useCreate = () => useMutation({ ...createAnnotatorMutation(), ...useRefreshing() })
export const useChange = () => useMutation({ ...changeAnnotatorMutation(), ...useRefreshing() })
export const useDelete = () => useMutation({ ...deleteAnnotatorMutation(), ...useRefreshing() })
export const useTest = () => useMutation({ ...testAnnotatorMutation(), ...useRefreshing() })

import {
  keepPreviousData,
  type QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import {
  changeNotificationMutation,
  createNotificationMutation,
  deleteNotificationMutation,
  getNotificationPreferencesOptions,
  getNotificationPreferencesQueryKey,
  listConnectionsOptions,
  listNotificationKindsOptions,
  listNotificationMessagesOptions,
  listNotificationMessagesQueryKey,
  listNotificationsOptions,
  listNotificationsQueryKey,
  redeliverNotificationMessageMutation,
  rotateNotificationSecretMutation,
  setNotificationPreferencesMutation,
  testNotificationMutation,
} from '@/api/gen/@tanstack/react-query.gen'

const PAGE = 50
const SOON_MS = 4_000

export function useNotifications(after: string | undefined) {
  return useQuery({
    ...listNotificationsOptions({ query: { limit: PAGE, cursor: after } }),
    placeholderData: keepPreviousData,
  })
}

export function useKinds() {
  return useQuery({ ...listNotificationKindsOptions(), staleTime: Number.POSITIVE_INFINITY })
}

/** The messages of the last days; looked at again soon while one is on its way. */
export function useMessages(state: string | undefined, after: string | undefined) {
  const wanted = (['waiting', 'delivered', 'dead'] as const).find((each) => each === state)
  return useQuery({
    ...listNotificationMessagesOptions({ query: { limit: PAGE, state: wanted, cursor: after } }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) =>
      data?.items.some((each) => each.state === 'waiting') ? SOON_MS : false,
  })
}

/** The connections that a channel can go over. */
export function useConnections(kind: string | undefined) {
  return useQuery({
    ...listConnectionsOptions({ query: { limit: 200, of: 'tools' } }),
    enabled: kind !== undefined,
    select: ({ items }) => items.filter((each) => each.kind === kind),
  })
}

export function usePreferences() {
  return useQuery(getNotificationPreferencesOptions())
}

async function refresh(queries: QueryClient): Promise<void> {
  const keys = [listNotificationsQueryKey(), listNotificationMessagesQueryKey()].map(([{ _id }]) => _id)
  await queries.invalidateQueries({
    predicate: ({ queryKey: [key] }) => keys.includes((key as { _id?: string } | undefined)?._id ?? ''),
  })
}

function useRefreshing() {
  const queries = useQueryClient()
  // Also after a no: somebody else may have been first.
  return { onSettled: () => refresh(queries) }
}

export const useCreate = () => useMutation({ ...createNotificationMutation(), ...useRefreshing() })
export const useChange = () => useMutation({ ...changeNotificationMutation(), ...useRefreshing() })
export const useDelete = () => useMutation({ ...deleteNotificationMutation(), ...useRefreshing() })
export const useTest = () => useMutation({ ...testNotificationMutation(), ...useRefreshing() })
export const useRotate = () => useMutation({ ...rotateNotificationSecretMutation(), ...useRefreshing() })
export const useRedeliver = () =>
  useMutation({ ...redeliverNotificationMessageMutation(), ...useRefreshing() })

export function useSetPreferences() {
  const queries = useQueryClient()
  return useMutation({
    ...setNotificationPreferencesMutation(),
    onSuccess: (after) => queries.setQueryData(getNotificationPreferencesQueryKey(), after),
  })
}

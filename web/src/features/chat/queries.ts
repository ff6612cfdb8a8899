import {
  type QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useEffect } from 'react'
import { deleteConversation, listConversations, listMessages, restoreConversation } from '@/api/gen'
import {
  changeConversationMutation,
  getConversationOptions,
  listChatParticipantsOptions,
} from '@/api/gen/@tanstack/react-query.gen'
import { changeThread, LIST, refreshList, showConversation, threadKey } from './cache'
import { isRunning, useRunning } from './running'
import { type Thread, withNewest, withOlder } from './tree'
import type { Conversation } from './types'

const PAGE = 60
const WATCH_MS = 2_000

export function useConversation(id: string | null) {
  return useQuery({
    ...getConversationOptions({ path: { conversation_id: id ?? '' } }),
    enabled: id !== null,
    // Whether a deployment answers may change while it is talked to.
    refetchInterval: 30_000,
  })
}

/** What is loaded of a conversation. Answers that are written elsewhere, in another tab, are watched. */
export function useThread(id: string | null) {
  const queries = useQueryClient()
  return useQuery({
    queryKey: threadKey(id ?? ''),
    enabled: id !== null,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }): Promise<Thread> => {
      const path = { conversation_id: id ?? '' }
      const { data } = await listMessages({ path, query: { limit: PAGE }, throwOnError: true, signal })
      const before = queries.getQueryData<Thread>(threadKey(id ?? ''))
      // What began meanwhile is newer than the page that was asked for.
      return before && isRunning(id ?? '') ? before : withNewest(before, data)
    },
    refetchInterval: ({ state }) => {
      const written = state.data?.items.some(({ status }) => status === 'streaming' || status === 'waiting')
      return written && id !== null && !isRunning(id) ? WATCH_MS : false
    },
  })
}

/** Another tab may have gone on: where the branch that is shown ends elsewhere, it is read anew. */
export function useKeptUp(conversation: Conversation | null, thread: Thread | undefined): void {
  const queries = useQueryClient()
  const { phase } = useRunning(conversation?.id ?? '')
  const [id, leaf] = [conversation?.id, conversation?.leaf_id]
  const behind = leaf != null && thread !== undefined && !thread.items.some((each) => each.id === leaf)
  useEffect(() => {
    if (id === undefined || !behind || phase !== 'idle') return
    void queries.invalidateQueries({ queryKey: threadKey(id) })
  }, [queries, id, behind, phase])
}

export function useOlder(conversation: string | null) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async () => {
      const id = conversation ?? ''
      const cursor = queries.getQueryData<Thread>(threadKey(id))?.next
      if (!cursor) return
      const path = { conversation_id: id }
      const { data } = await listMessages({ path, query: { cursor, limit: PAGE }, throwOnError: true })
      changeThread(queries, id, (thread) => (thread.next === cursor ? withOlder(thread, data) : thread))
    },
  })
}

export function useConversations(q: string) {
  return useInfiniteQuery({
    queryKey: [...LIST, q],
    queryFn: async ({ pageParam, signal }) => {
      const query = { q, limit: 40, ...(pageParam ? { cursor: pageParam } : {}) }
      return (await listConversations({ query, throwOnError: true, signal })).data
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: (before) => before,
  })
}

export function useCandidates(q: string) {
  return useQuery({ ...listChatParticipantsOptions({ query: { q } }), placeholderData: (before) => before })
}

export function useRename() {
  const queries = useQueryClient()
  return useMutation({
    ...changeConversationMutation(),
    onSuccess: (changed) => showConversation(queries, changed),
  })
}

/** Shows the branch on which a message stands. */
export function useShowBranch(conversation: string) {
  const queries = useQueryClient()
  return useMutation({
    ...changeConversationMutation(),
    onSuccess: async (changed) => {
      const path = { conversation_id: conversation }
      const { data } = await listMessages({ path, query: { limit: PAGE }, throwOnError: true })
      changeThread(queries, conversation, () => data)
      showConversation(queries, changed)
    },
  })
}

export function useDelete() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => deleteConversation({ path: { conversation_id: id }, throwOnError: true }),
    onSuccess: () => refreshList(queries),
  })
}

export async function restore(queries: QueryClient, id: string): Promise<void> {
  await restoreConversation({ path: { conversation_id: id }, throwOnError: true })
  refreshList(queries)
}

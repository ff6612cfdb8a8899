import type { QueryClient } from '@tanstack/react-query'
import { getConversationQueryKey } from '@/api/gen/@tanstack/react-query.gen'
import type { Thread } from './tree'
import type { Conversation } from './types'

export const threadKey = (conversation: string) => ['chat-thread', conversation] as const
export const LIST = ['chat-conversations'] as const
const conversationKey = (id: string) => getConversationQueryKey({ path: { conversation_id: id } })

/** Changes what is loaded; a thread that was never loaded begins empty. */
export function changeThread(
  queries: QueryClient,
  conversation: string,
  change: (thread: Thread) => Thread,
): void {
  const key = threadKey(conversation)
  void queries.cancelQueries({ queryKey: key })
  queries.setQueryData<Thread>(key, (thread) => change(thread ?? { items: [], next: null }))
}

/** A turn changes the title and the order of the list. */
export function refreshConversation(queries: QueryClient, conversation: string): void {
  void queries.invalidateQueries({ queryKey: conversationKey(conversation) })
  refreshList(queries)
}

export function refreshList(queries: QueryClient): void {
  void queries.invalidateQueries({ queryKey: LIST })
}

export function showConversation(queries: QueryClient, conversation: Conversation): void {
  queries.setQueryData(conversationKey(conversation.id), conversation)
  refreshList(queries)
}

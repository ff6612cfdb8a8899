import { type QueryClient, useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { createConversation, deleteConversation } from '@/api/gen'
import { listChatParticipantsOptions } from '@/api/gen/@tanstack/react-query.gen'
import { Problem } from '@/api/problem'
import { changeThread, refreshList, showConversation } from './cache'
import { focusComposer, isComposing } from './composer-focus'
import { type Outcome, post } from './outbox'
import { prepare, say } from './running'
import type { Candidate, Choice, Conversation } from './types'
import type { Values } from './variables'

/** Reads whom an address names: ids of deployments and agents, with commas between. */
export function refsIn(text: string | undefined): string[] {
  return [...new Set((text ?? '').split(',').filter((ref) => /^(dep|agent)_\w+$/.test(ref)))].slice(0, 8)
}

/** What kind of call talking to it is: ids say what they name. */
export function kindOf(ref: string): Choice['kind'] {
  return ref.startsWith('dep_') ? 'deployment' : 'agent'
}

/** Those whom an address names, as they are now; who is not there, or not to be talked to, is left out. */
export function useNamed(refs: readonly string[]): { candidates: Candidate[]; pending: boolean } {
  const found = useQueries({
    queries: refs.map((ref) => listChatParticipantsOptions({ query: { q: ref } })),
  })
  return {
    candidates: found.flatMap(({ data }) => [...(data?.deployed ?? []), ...(data?.test ?? [])].slice(0, 1)),
    pending: found.some(({ isPending }) => isPending),
  }
}

/** The newest version of an agent as one may talk to it; nobody while that is not known. */
export function useNamedAgent(slug: string): { candidates: Candidate[] } {
  const { data } = useQuery(listChatParticipantsOptions({ query: { q: slug } }))
  return { candidates: (data?.test ?? []).filter(({ handle }) => handle === slug) }
}

/** Begins a conversation and says the first thing in it, to those in `asked` by ref. */
export function useBegin(key: string, kind: 'chat' | 'test', onBegun: (conversation: Conversation) => void) {
  const queries = useQueryClient()
  const there = useThere()
  return async (
    participants: readonly Choice[],
    asked: ReadonlySet<string> | null,
    content: string,
    variables: Values = {},
  ): Promise<Outcome> => {
    const body = { kind, participants: [...participants] }
    const made = await prepare(
      key,
      () => createConversation({ body, throwOnError: true }),
      ({ data }) => forgetEmpty(queries, data.id),
    )
    if (made === 'stopped' || made instanceof Problem) return made
    const { data: conversation } = made
    showConversation(queries, conversation)
    changeThread(queries, conversation.id, (thread) => thread)
    if (isComposing(key)) focusComposer(conversation.id)
    sayFirst(queries, conversation, asked, content, variables)
    // Who went to another page meanwhile stays there; the conversation is found in the list.
    if (there.current) onBegun(conversation)
    return 'accepted'
  }
}

/** One that was stopped before anything was said in it. */
async function forgetEmpty(queries: QueryClient, id: string): Promise<void> {
  await deleteConversation({ path: { conversation_id: id } })
  refreshList(queries)
}

/** The first message; should it not arrive, it waits in the new conversation. */
function sayFirst(
  queries: QueryClient,
  { id, participants }: Conversation,
  asked: ReadonlySet<string> | null,
  content: string,
  variables: Values,
): void {
  const to = participants.filter(({ ref }) => asked?.has(ref) ?? true).map((each) => each.id)
  void post(id, content, (text) => say(queries, id, { content: text, to, variables: { ...variables } }))
}

/** Whether what asked is still on the page. */
function useThere(): { current: boolean } {
  const there = useRef(false)
  useEffect(() => {
    there.current = true
    return () => {
      there.current = false
    }
  }, [])
  return there
}

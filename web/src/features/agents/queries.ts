import { type QueryClient, useQuery } from '@tanstack/react-query'
import {
  agentSchemaOptions,
  getAgentOptions,
  getAgentQueryKey,
  listAgentsQueryKey,
  listAgentVersionsQueryKey,
  promotionRequirementsQueryKey,
} from '@/api/gen/@tanstack/react-query.gen'
import type { Schema } from './editor/places'
import type { AgentType, Detail, Right } from './types'

const UNDER_WAY_MS = 1_000

/** An agent; asked for again each second while a promotion is carried out. */
export function useAgent(slug: string) {
  return useQuery({
    ...getAgentOptions({ path: { slug } }),
    refetchInterval: ({ state }) => (state.data?.promotion?.status === 'approved' ? UNDER_WAY_MS : false),
  })
}

/** What each field of files of a type is for; it changes with the server's version only. */
export function useSchema(type: AgentType = 'context'): Schema | undefined {
  const options = agentSchemaOptions({ query: { type } })
  const { data } = useQuery({ ...options, staleTime: Number.POSITIVE_INFINITY })
  return data as Schema | undefined
}

/** Has everything about agents asked for again. */
export function refreshAgents(queries: QueryClient, slug?: string): Promise<unknown> {
  const [{ _id: list }] = listAgentsQueryKey()
  const keys = [getAgentQueryKey, listAgentVersionsQueryKey, promotionRequirementsQueryKey]
  const ids = new Set([list, ...keys.map((key) => key({ path: { slug: slug ?? '' } })[0]._id)])
  return queries.invalidateQueries({
    predicate: ({ queryKey: [key] }) => {
      const { _id: id, path } = (key ?? {}) as { _id?: string; path?: { slug?: string } }
      return (
        id !== undefined && ids.has(id) && (slug === undefined || path === undefined || path.slug === slug)
      )
    },
  })
}

/** News of the stream about agents: `agent.promoted` and its like. */
export function hearOfAgents(queries: QueryClient, news: unknown[]): void {
  const slugs = new Set(news.map((each) => (each as { slug?: string } | null)?.slug))
  for (const slug of slugs) void refreshAgents(queries, slug)
}

/** Whether the server lets this person do something with the agent now, and its reason when not. */
export function rightTo(agent: Detail, action: Right['action']): Right {
  return agent.may.find((each) => each.action === action) ?? { action, allowed: false, reason: null }
}

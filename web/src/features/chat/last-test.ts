import { type QueryClient, useQuery } from '@tanstack/react-query'
import { listConversations } from '@/api/gen'

const lastTestKey = (agent: string, version: number | undefined) => ['chat-last-test', agent, version ?? null]

/** The test of an agent's version that one was at last, so that coming back finds it; none when there is none. */
export function useLastTest(agent: string, version: number | undefined) {
  return useQuery({
    queryKey: lastTestKey(agent, version),
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }): Promise<string | null> => {
      const query = { kind: 'test', agent, limit: 1, ...(version === undefined ? {} : { version }) } as const
      const { data } = await listConversations({ query, throwOnError: true, signal })
      return data.items[0]?.id ?? null
    },
  })
}

export function showLastTest(
  queries: QueryClient,
  agent: string,
  version: number | undefined,
  conversation: string | null,
): void {
  queries.setQueryData(lastTestKey(agent, version), conversation)
}

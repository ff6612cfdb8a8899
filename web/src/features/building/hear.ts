import type { QueryClient } from '@tanstack/react-query'
import { getAgentDraftQueryKey, listAgentDraftsQueryKey } from '@/api/gen/@tanstack/react-query.gen'

/** News of the stream about drafts: a person, or the agent that interviews one, changed it. */
export function hearOfDrafts(queries: QueryClient): void {
  const [{ _id: one }] = getAgentDraftQueryKey({ path: { draft_id: '' } })
  const [{ _id: list }] = listAgentDraftsQueryKey()
  void queries.invalidateQueries({
    predicate: ({ queryKey: [key] }) =>
      [one, list].includes((key as { _id?: string } | undefined)?._id ?? ''),
  })
}

import type { QueryClient } from '@tanstack/react-query'
import {
  countProposalsQueryKey,
  getProposalQueryKey,
  listProposalsInfiniteQueryKey,
  listProposalsQueryKey,
} from '@/api/gen/@tanstack/react-query.gen'
import type { Detail, ProposalNews } from './types'

/** Has what news of proposals concerns fetched again: the lists, the count, and those that are open. */
export function hearOfProposals(queries: QueryClient, news: unknown[]): void {
  // What policies allowed at once never waited for anybody.
  if (news.length > 0 && (news as ProposalNews[]).every(({ escalated }) => escalated === false)) return
  const refetch = (queryKey: readonly unknown[]) => void queries.invalidateQueries({ queryKey })
  refetch(countProposalsQueryKey())
  refetch(listProposalsQueryKey())
  refetch(listProposalsInfiniteQueryKey())
  for (const { id } of news as ProposalNews[]) {
    refetch(getProposalQueryKey({ path: { proposal_id: id } }))
  }
}

/** Shows what became of a proposal at once, and has the lists fetched again. */
export function settle(queries: QueryClient, after: Detail): void {
  queries.setQueryData(getProposalQueryKey({ path: { proposal_id: after.id } }), after)
  hearOfProposals(queries, [])
}

import type { GetProposalResponse, ListProposalsResponse } from '@/api/gen'

export type Proposal = ListProposalsResponse['items'][number]
export type Detail = GetProposalResponse
export type Verdict = 'approved' | 'rejected'

/** What the stream says of a proposal: `proposal.pending`, `proposal.approved` and so on. */
export type ProposalNews = { id: string; escalated?: boolean }

import type { GetAuditConsistencyResponse, GetAuditProofsResponse, ListAuditEntriesResponse } from '@/api/gen'

export type Proofs = GetAuditProofsResponse
export type Proven = Proofs['entries'][number]
export type Consistency = GetAuditConsistencyResponse
export type ShownEntry = Pick<
  ListAuditEntriesResponse['items'][number],
  'seq' | 'type' | 'subject' | 'time' | 'actor' | 'leaf_hash' | 'payload'
>

/** A checkpoint that this browser has seen, with the key that it was checked by. */
export type Seen = { note: string; verifier: string }

/** One thing that was looked into: it is so, it is not so, or it cannot be known here. */
export type Finding = {
  what: 'entry' | 'details' | 'inclusion' | 'signature' | 'history'
  outcome: 'proved' | 'failed' | 'unknown'
  words: string
}

/** What was found about an entry; every hash is hex. */
export type Report = {
  ok: boolean
  findings: Finding[]
  leaf: string
  steps: { side: 'left' | 'right'; beside: string; makes: string }[]
  root: string | null
}

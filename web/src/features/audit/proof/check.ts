import { getAuditConsistency, getAuditProofs } from '@/api/gen'
import { asProblem } from '@/api/problem'
import { recall, remember } from '@/storage'
import { readKey, readNote } from './note'
import type { Consistency, Finding, Proofs, Report, Seen, ShownEntry } from './types'
import { verifyCheckpoint, verifyEntry } from './verify'

/** What was found about some entries, all against one checkpoint. */
export type Checked = {
  reports: ReadonlyMap<number, Report>
  checkpoint: readonly Finding[]
  ok: boolean
  size: number
  note: string
  verifier: string
  fingerprint: string
}

/** The server proves so many at a time. */
const MOST = 100

/** Has the proofs of some entries fetched, and checks them here, in this browser. */
export async function check(entries: readonly ShownEntry[]): Promise<Checked> {
  const some = entries.slice(0, MOST)
  const { data } = await getAuditProofs({ query: { seq: some.map(({ seq }) => seq) }, throwOnError: true })
  const checked = await checkThese(some, data)
  if (entries.length <= MOST) return checked
  const rest = await check(entries.slice(MOST))
  const worse = checked.checkpoint.some(({ outcome }) => outcome === 'failed') ? checked : rest
  return { ...worse, ok: checked.ok && rest.ok, reports: new Map([...checked.reports, ...rest.reports]) }
}

/** Checks proofs that are here already; what this browser has seen before is part of it. */
export async function checkThese(entries: readonly ShownEntry[], proofs: Proofs): Promise<Checked> {
  const seen = recallSeen(proofs.note)
  const { findings, signed } = verifyCheckpoint(proofs, seen, await consistencyWith(seen, proofs))
  const proven = new Map(proofs.entries.map((each) => [each.seq, each]))
  const reports = new Map<number, Report>()
  const sound = findings.every(({ outcome }) => outcome !== 'failed')
  for (const entry of entries) {
    const own = proven.get(entry.seq)
    const report = own && verifyEntry(entry, own, signed)
    // An entry is no better than the checkpoint it leads to.
    if (report) reports.set(entry.seq, { ...report, ok: report.ok && sound })
  }
  if (sound) rememberSeen(proofs, seen)
  return {
    reports,
    checkpoint: findings,
    ok: sound && entries.every(({ seq }) => reports.get(seq)?.ok),
    size: signed?.checkpoint.size ?? 0,
    note: proofs.note,
    verifier: proofs.verifier,
    fingerprint: readKey(proofs.verifier)?.fingerprint ?? 'unknown',
  }
}

function place(note: string): string {
  return `remit.audit.seen.${readNote(note)?.origin ?? 'unknown'}`
}

function recallSeen(note: string): Seen | null {
  try {
    const kept: unknown = JSON.parse(recall(place(note)) ?? 'null')
    return kept !== null && typeof kept === 'object' && 'note' in kept && 'verifier' in kept
      ? { note: String(kept.note), verifier: String(kept.verifier) }
      : null
  } catch {
    return null
  }
}

/** Keeps the larger of two checkpoints. */
function rememberSeen({ note, verifier }: Seen, before: Seen | null): void {
  const larger = (readNote(note)?.size ?? 0) >= (before ? (readNote(before.note)?.size ?? 0) : 0)
  if (larger) remember(place(note), JSON.stringify({ note, verifier }))
}

/** Asks for the proof between the checkpoint that was seen and this one; none where there is nothing to prove. */
async function consistencyWith(seen: Seen | null, proofs: Proofs): Promise<Consistency | null> {
  const before = seen && readNote(seen.note)
  const now = readNote(proofs.note)
  if (!before || !now || before.size === now.size) return null
  const [from, to] = [Math.min(before.size, now.size), Math.max(before.size, now.size)]
  try {
    return (await getAuditConsistency({ query: { from, to }, throwOnError: true })).data
  } catch (error) {
    // A log that never had these sizes cannot prove that it grew from one to the other: that is a finding.
    if (asProblem(error).status === 404) return null
    throw error
  }
}

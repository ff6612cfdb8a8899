import { fromHex, same, toHex, utf8 } from './bytes'
import { digest } from './canonical'
import { extendsTree, foldPath, leafHash, type Step } from './merkle'
import { type Checkpoint, isSignedBy, readKey, readNote, sameTree, type VerifierKey } from './note'
import type { Consistency, Finding, Proofs, Proven, Report, Seen, ShownEntry } from './types'

type Signed = { checkpoint: Checkpoint; key: VerifierKey }

/** Checks the statement that every proof leads to: who signed it, and that it continues what was seen before. */
export function verifyCheckpoint(
  proofs: Pick<Proofs, 'note' | 'verifier'>,
  seen: Seen | null,
  consistency: Consistency | null,
): { findings: Finding[]; signed: Signed | null } {
  const checkpoint = readNote(proofs.note)
  const key = readKey(proofs.verifier)
  if (!checkpoint || !key) {
    const words = checkpoint
      ? 'The public key cannot be read.'
      : 'The checkpoint is not a signed note: it is damaged.'
    return { findings: [{ what: 'signature', outcome: 'failed', words }], signed: null }
  }
  const signed = isSignedBy(proofs.note, key) && checkpoint.origin === key.name
  const findings: Finding[] = [
    signed
      ? {
          what: 'signature',
          outcome: 'proved',
          words: `The checkpoint over ${count(checkpoint.size)} is signed by the key ${key.id}.`,
        }
      : { what: 'signature', outcome: 'failed', words: 'The signature of the checkpoint does not match.' },
    continues(checkpoint, proofs.verifier, seen, consistency),
  ]
  return { findings, signed: signed ? { checkpoint, key } : null }
}

function count(size: number): string {
  return `${new Intl.NumberFormat('en-GB').format(size)} ${size === 1 ? 'entry' : 'entries'}`
}

/** Compares a checkpoint with the last one that this browser saw of the same log. */
function continues(
  now: Checkpoint,
  verifier: string,
  seen: Seen | null,
  consistency: Consistency | null,
): Finding {
  const what = 'history'
  const before = seen && readNote(seen.note)
  if (!seen || !before || before.origin !== now.origin) {
    const words = 'This browser has seen no earlier checkpoint of this log: it remembers this one.'
    return { what, outcome: 'unknown', words }
  }
  if (seen.verifier !== verifier) {
    const words =
      'The key is another one than when this browser last looked: ask whoever runs this server why.'
    return { what, outcome: 'failed', words }
  }
  if (sameTree(before, now)) {
    return { what, outcome: 'proved', words: 'It is the checkpoint that this browser saw last.' }
  }
  const [first, second] = before.size <= now.size ? [before, now] : [now, before]
  const parts = consistency?.proof.map(fromHex) ?? []
  const proof = parts.filter((part) => part !== null)
  if (consistency && proof.length === parts.length && extendsTree(first, second, proof)) {
    const words = `Since the checkpoint over ${count(first.size)} nothing was changed or removed, only added.`
    return { what, outcome: 'proved', words }
  }
  const words = `The log does not continue the one that this browser saw, with ${count(before.size)}: its history was rewritten, or the server is another one.`
  return { what, outcome: 'failed', words }
}

/** Checks that an entry, as it is shown, stands in the log that was signed for. */
export function verifyEntry(shown: ShownEntry, proven: Proven, signed: Signed | null): Report {
  const leaf = leafHash(utf8(proven.body))
  const body = readBody(proven.body)
  const path = proven.path.map(fromHex).filter((part) => part !== null)
  const whole = path.length === proven.path.length
  const size = signed?.checkpoint.size ?? 0
  const steps = whole ? foldPath(leaf, shown.seq, size, path) : null
  const top = steps?.at(-1)?.makes ?? leaf
  const stands = steps !== null && signed !== null && same(top, signed.checkpoint.root)
  const findings: Finding[] = [
    sameAsShown(shown, body, leaf),
    sameDetails(shown, body),
    stands
      ? {
          what: 'inclusion',
          outcome: 'proved',
          words: `${steps.length} ${steps.length === 1 ? 'hash leads' : 'hashes lead'} from it to the root that was signed.`,
        }
      : {
          what: 'inclusion',
          outcome: 'failed',
          words: signed
            ? 'Its hash does not lead to the root that was signed: it was changed, or was never in this log.'
            : 'There is no signed root that its hash could lead to.',
        },
  ]
  return {
    ok: findings.every(({ outcome }) => outcome !== 'failed'),
    findings,
    leaf: toHex(leaf),
    steps: (steps ?? []).map(written),
    root: signed ? toHex(signed.checkpoint.root) : null,
  }
}

function written({ side, beside, makes }: Step): Report['steps'][number] {
  return { side, beside: toHex(beside), makes: toHex(makes) }
}

type Body = Record<string, unknown> & { data?: Record<string, unknown> }

function readBody(text: string): Body | null {
  try {
    return JSON.parse(text) as Body
  } catch {
    return null
  }
}

/** What stands on the page must be what was hashed. */
function sameAsShown(shown: ShownEntry, body: Body | null, leaf: Uint8Array): Finding {
  const what = 'entry'
  const actor = (body?.data?.actor ?? {}) as Record<string, unknown>
  const alike =
    body?.seq === shown.seq &&
    body.type === shown.type &&
    body.subject === shown.subject &&
    Date.parse(String(body.time)) === Date.parse(shown.time) &&
    actor.kind === shown.actor.kind &&
    actor.id === shown.actor.id &&
    actor.name === shown.actor.name &&
    actor.role === shown.actor.role
  if (!alike) return { what, outcome: 'failed', words: 'What is shown is not what was hashed.' }
  if (toHex(leaf) !== shown.leaf_hash) {
    return { what, outcome: 'failed', words: 'The hash of the entry is not the one that was listed.' }
  }
  return { what, outcome: 'proved', words: 'Who, what, about what and when are as they were hashed.' }
}

function sameDetails({ payload }: ShownEntry, body: Body | null): Finding {
  const what = 'details'
  if (payload === null) {
    const words = 'The details were erased; the entry and the digest of what they were remain.'
    return { what, outcome: 'unknown', words }
  }
  return digest(payload) === body?.data?.payload_digest
    ? { what, outcome: 'proved', words: 'The details have the digest that the entry names.' }
    : { what, outcome: 'failed', words: 'The details do not have the digest that the entry names.' }
}

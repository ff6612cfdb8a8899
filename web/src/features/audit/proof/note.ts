import { ed25519 } from '@noble/curves/ed25519.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { fromBase64, join, same, toHex, utf8 } from './bytes'
import { HASH_BYTES } from './merkle'

/*
 * Checkpoints as C2SP signed notes (c2sp.org/tlog-checkpoint, c2sp.org/signed-note), as `engines/ledger/checkpoint.py`
 * writes them: origin, size and base64 root, each on its line, a blank line, then one line for each signature.
 */
const MARK = '\u2014 '
const ED25519 = 1

/** A tree that was signed for. */
export type Checkpoint = { origin: string; size: number; root: Uint8Array }
export type VerifierKey = { name: string; id: string; key: Uint8Array; fingerprint: string }

/** Reads `name+keyid+base64`; null when it is no Ed25519 key, or its id is not its own. */
export function readKey(verifier: string): VerifierKey | null {
  const [, name, id, encoded] = verifier.match(/^([^+\s]+)\+([0-9a-f]{8})\+(.+)$/) ?? []
  const material = encoded ? fromBase64(encoded) : null
  if (!name || !id || material?.length !== HASH_BYTES + 1 || material[0] !== ED25519) return null
  const expected = sha256(join(utf8(`${name}\n`), material)).slice(0, 4)
  if (toHex(expected) !== id) return null
  return { name, id, key: material.slice(1), fingerprint: `SHA-256 ${toHex(sha256(material.slice(1)))}` }
}

/** What a note says; null when it is none. It says nothing about who signed it. */
export function readNote(note: string): Checkpoint | null {
  const { text } = divide(note)
  const [origin, size, encoded] = text.split('\n')
  const root = encoded ? fromBase64(encoded) : null
  if (!origin || !size || !/^(0|[1-9]\d{0,14})$/.test(size) || root?.length !== HASH_BYTES) return null
  return { origin, size: Number(size), root }
}

/** Whether the key has signed the note; signatures of others are passed over. */
export function isSignedBy(note: string, key: VerifierKey): boolean {
  const { text, lines } = divide(note)
  const own = lines.flatMap((line) => {
    const [, name, encoded] = line.match(/^\u2014 (\S+) (\S+)$/) ?? []
    const data = encoded ? fromBase64(encoded) : null
    if (name !== key.name || !data || toHex(data.slice(0, 4)) !== key.id) return []
    return [data.slice(4)]
  })
  return own.length > 0 && own.every((signature) => signed(signature, utf8(text), key.key))
}

function signed(signature: Uint8Array, message: Uint8Array, key: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, message, key)
  } catch {
    return false
  }
}

function divide(note: string): { text: string; lines: string[] } {
  const at = note.lastIndexOf('\n\n')
  if (at === -1 || !note.endsWith('\n')) return { text: '', lines: [] }
  const lines = note.slice(at + 2, -1).split('\n')
  return { text: note.slice(0, at + 1), lines: lines.filter((line) => line.startsWith(MARK)) }
}

export function sameTree(one: Checkpoint, other: Checkpoint): boolean {
  return one.origin === other.origin && one.size === other.size && same(one.root, other.root)
}

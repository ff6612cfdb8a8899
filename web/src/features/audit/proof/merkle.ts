import { sha256 } from '@noble/hashes/sha2.js'
import { join, same } from './bytes'

/*
 * The Merkle tree of RFC 6962 over SHA-256, as `engines/ledger/tree.py` has it; proofs are checked as RFC 9162,
 * section 2.1, says. Sizes are below 2^53, so that halving is done by division and not by shifting 32 bits.
 */
const LEAF = Uint8Array.of(0)
const NODE = Uint8Array.of(1)
export const HASH_BYTES = 32

export function leafHash(body: Uint8Array): Uint8Array {
  return sha256(join(LEAF, body))
}

function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(join(NODE, left, right))
}

/** One step up the tree: the hash beside ours, on which side it stands, and what both make. */
export type Step = { side: 'left' | 'right'; beside: Uint8Array; makes: Uint8Array }

/** Folds an audit path from a leaf upwards; null when the path does not fit the place and the size. */
export function foldPath(
  leaf: Uint8Array,
  index: number,
  size: number,
  path: readonly Uint8Array[],
): Step[] | null {
  if (!fits(index, size) || path.some(({ length }) => length !== HASH_BYTES)) return null
  const steps: Step[] = []
  let [at, last, node] = [index, size - 1, leaf]
  for (const beside of path) {
    if (last === 0) return null
    const left = at % 2 === 1 || at === last
    node = left ? nodeHash(beside, node) : nodeHash(node, beside)
    steps.push({ side: left ? 'left' : 'right', beside, makes: node })
    if (left) while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)]
    at = half(at)
    last = half(last)
  }
  return last === 0 ? steps : null
}

function fits(index: number, size: number): boolean {
  return Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size
}

function half(number: number): number {
  return Math.floor(number / 2)
}

type Tree = { size: number; root: Uint8Array }

/** Whether the proof shows that the second tree only added to the first. */
export function extendsTree(first: Tree, second: Tree, proof: readonly Uint8Array[]): boolean {
  if (!fits(first.size, second.size + 1) || proof.some(({ length }) => length !== HASH_BYTES)) return false
  if (first.size === second.size) return proof.length === 0 && same(first.root, second.root)
  if (first.size === 0) return proof.length === 0 && same(first.root, sha256(new Uint8Array()))
  const [start, ...rest] = isPowerOfTwo(first.size) ? [first.root, ...proof] : proof
  if (!start) return false
  const roots = grown(first.size - 1, second.size - 1, start, rest)
  return roots !== null && same(roots[0], first.root) && same(roots[1], second.root)
}

function isPowerOfTwo(size: number): boolean {
  while (size % 2 === 0) size /= 2
  return size === 1
}

function grown(
  at: number,
  last: number,
  start: Uint8Array,
  rest: readonly Uint8Array[],
): [Uint8Array, Uint8Array] | null {
  while (at % 2 === 1) [at, last] = [half(at), half(last)]
  let [older, newer] = [start, start]
  for (const part of rest) {
    if (last === 0) return null
    if (at % 2 === 1 || at === last) {
      older = nodeHash(part, older)
      newer = nodeHash(part, newer)
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)]
    } else newer = nodeHash(newer, part)
    at = half(at)
    last = half(last)
  }
  return last === 0 ? [older, newer] : null
}

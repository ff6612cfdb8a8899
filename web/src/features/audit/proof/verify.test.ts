import { describe, expect, test } from 'vitest'
import { fromHex } from './bytes'
import { canonical, digest } from './canonical'
import { extendsTree, foldPath } from './merkle'
import { isSignedBy, readKey, readNote } from './note'
import type { Consistency, Proven, ShownEntry } from './types'
import vectors from './vectors.json'
import { verifyCheckpoint, verifyEntry } from './verify'

// Made by the server's own code: tests/engines/ledger/ledger_vectors.py.
const { verifier, other_verifier: otherVerifier, entries, trees, growth } = vectors
const tree = (size: number) => trees.find((each) => each.size === size) as (typeof trees)[number]
const grew = (first: number, second: number) =>
  growth.find((each) => each.first === first && each.second === second) as Consistency
const bytes = (hex: string) => fromHex(hex) as Uint8Array

function proven(seq: number, size = 13): [ShownEntry, Proven] {
  const { body, ...shown } = entries[seq] as (typeof entries)[number]
  return [shown, { seq, body, payload: shown.payload, path: tree(size).paths[seq] as string[] }]
}

function signed(size = 13) {
  return verifyCheckpoint({ note: tree(size).note, verifier }, null, null).signed
}

function outcome(shown: ShownEntry, own: Proven, size = 13): Record<string, string> {
  return Object.fromEntries(
    verifyEntry(shown, own, signed(size)).findings.map((each) => [each.what, each.outcome]),
  )
}

describe('an entry', () => {
  test.each(trees.flatMap(({ size }) => Array.from({ length: size }, (_, seq) => [seq, size])))(
    '%i of %i is proved from what is shown to the signed root',
    (seq, size) => {
      const [shown, own] = proven(seq, size)
      const report = verifyEntry(shown, own, signed(size))
      expect(report.findings.map((each) => each.outcome)).toEqual(['proved', 'proved', 'proved'])
      expect(report.ok).toBe(true)
      expect(report.steps).toHaveLength(own.path.length)
      expect(report.steps.at(-1)?.makes ?? report.leaf).toBe(report.root)
    },
  )

  test('whose body was changed leads to another root', () => {
    const [shown, own] = proven(5)
    const body = own.body.replace('change.approved', 'change.rejected')
    expect(outcome(shown, { ...own, body })).toMatchObject({ entry: 'failed', inclusion: 'failed' })
    expect(outcome({ ...shown, type: 'change.rejected' }, { ...own, body }).inclusion).toBe('failed')
    expect(verifyEntry(shown, { ...own, body }, signed()).ok).toBe(false)
  })

  test('that is shown as something else is found out', () => {
    const [shown, own] = proven(5)
    const lies: Partial<ShownEntry>[] = [
      { type: 'change.rejected' },
      { subject: 'deployment:other' },
      { time: '2026-11-21T11:00:05.123456Z' },
      { seq: 6 },
      { actor: { ...shown.actor, name: 'Somebody else' } },
      { leaf_hash: '00'.repeat(32) },
    ]
    for (const lie of lies) expect(outcome({ ...shown, ...lie }, own).entry).toBe('failed')
  })

  test('whose details were changed is found out, and erased ones are no failure', () => {
    const [shown, own] = proven(1)
    expect(outcome({ ...shown, payload: { ...shown.payload, usd: 1.51 } }, own).details).toBe('failed')
    expect(outcome({ ...shown, payload: null }, own)).toEqual({
      entry: 'proved',
      details: 'unknown',
      inclusion: 'proved',
    })
    expect(verifyEntry({ ...shown, payload: null }, own, signed()).ok).toBe(true)
  })

  test('with a path that is cut, prolonged, swapped or no hex is not in the log', () => {
    const [shown, own] = proven(4)
    const [first, second, ...rest] = own.path as [string, string, ...string[]]
    for (const path of [
      [],
      [first],
      [...own.path, first],
      [second, first, ...rest],
      [`${first.slice(0, -1)}g`, second, ...rest],
      [first.slice(2), second, ...rest],
    ])
      expect(outcome(shown, { ...own, path }).inclusion).toBe('failed')
  })

  test('is not proved by a checkpoint that nobody signed', () => {
    const [shown, own] = proven(4)
    expect(verifyEntry(shown, own, null)).toMatchObject({ ok: false, root: null })
  })
})

describe('a checkpoint', () => {
  const now = { note: tree(13).note, verifier }
  const found = (seen: { note: string; verifier: string } | null, consistency: Consistency | null) =>
    verifyCheckpoint(now, seen, consistency).findings.map((each) => each.outcome)

  test('is signed by the key, and remembered where none was seen before', () => {
    expect(found(null, null)).toEqual(['proved', 'unknown'])
    expect(readNote(now.note)).toMatchObject({ size: 13 })
    expect(readKey(verifier)?.fingerprint).toMatch(/^SHA-256 [0-9a-f]{64}$/)
  })

  test('of another key, with other words or a damaged signature is refused', () => {
    const key = readKey(verifier)
    const other = readKey(otherVerifier)
    if (!key || !other) throw new Error('the keys are readable')
    expect(isSignedBy(tree(13).other_note, key)).toBe(false)
    expect(isSignedBy(tree(13).other_note, other)).toBe(true)
    expect(isSignedBy(now.note.replace('\n13\n', '\n14\n'), key)).toBe(false)
    expect(isSignedBy(`${now.note.slice(0, -6)}AAAA=\n`, key)).toBe(false)
    for (const note of ['', '\n\n', now.note.trimEnd(), now.note.replace('\u2014', '-')]) {
      expect(verifyCheckpoint({ note, verifier }, null, null).signed).toBeNull()
    }
    for (const bad of ['', 'a+b+c', verifier.replace(/\+[0-9a-f]{8}\+/, '+00000000+')]) {
      expect(readKey(bad)).toBeNull()
      expect(verifyCheckpoint({ ...now, verifier: bad }, null, null).signed).toBeNull()
    }
  })

  test.each(trees.map(({ size }) => [size]))('continues the one over %i that was seen', (size) => {
    const seen = { note: tree(size).note, verifier }
    expect(found(seen, grew(size, 13))).toEqual(['proved', 'proved'])
  })

  test('that does not continue what was seen is a rewritten history', () => {
    const seen = { note: tree(7).note, verifier }
    const proof = grew(7, 13)
    expect(found(seen, null)).toEqual(['proved', 'failed'])
    expect(found(seen, { ...proof, proof: proof.proof.slice(1) })).toEqual(['proved', 'failed'])
    expect(found(seen, { ...proof, proof: ['zz', ...proof.proof] })).toEqual(['proved', 'failed'])
    expect(found({ ...seen, verifier: otherVerifier }, proof)).toEqual(['proved', 'failed'])
  })
})

test('two trees are told apart by every proof between them', () => {
  for (const { first, second, second_root: root, proof } of growth) {
    const older = { size: first, root: readNote(tree(first).note)?.root as Uint8Array }
    const newer = { size: second, root: bytes(root) }
    const parts = proof.map(bytes)
    expect(extendsTree(older, newer, parts)).toBe(true)
    expect(extendsTree(older, { ...newer, root: older.root.map((byte) => byte ^ 1) }, parts)).toBe(false)
    if (first < second) expect(extendsTree(newer, older, parts)).toBe(false)
    expect(extendsTree(older, newer, [...parts, older.root])).toBe(false)
  }
})

test('a place outside the tree has no path', () => {
  const leaf = bytes('00'.repeat(32))
  for (const [index, size] of [
    [-1, 1],
    [1, 1],
    [0, 0],
    [0.5, 1],
    [Number.NaN, 1],
  ] as const)
    expect(foldPath(leaf, index, size, [])).toBeNull()
})

test('JSON is written as RFC 8785 says, and digested as the server does', () => {
  expect(canonical({ b: [1e30, -0, 'x'], a: { d: null, c: true } })).toBe(
    '{"a":{"c":true,"d":null},"b":[1e+30,0,"x"]}',
  )
  for (const { payload, body } of entries) {
    expect(digest(payload)).toBe(JSON.parse(body).data.payload_digest)
  }
})

import { isCollection, isMap, isScalar, type Pair, parseDocument, stringify, type YAMLMap } from 'yaml'

/** What a field may hold, which is what JSON can; `undefined` takes the field out. */
export type Value =
  | string
  | number
  | boolean
  | readonly unknown[]
  | Readonly<Record<string, unknown>>
  | undefined
export type Path = readonly (string | number)[]

const WRITTEN = { lineWidth: 0, flowCollectionPadding: false } as const
const ITEM = '  '

/** A value as it stands behind its key: on the same line, or as a block below it. */
function written(value: Exclude<Value, undefined>, indent: string): { head: string; body: string | null } {
  if (Array.isArray(value)) return { head: inline(value), body: null }
  if (typeof value === 'object') {
    const lines = Object.entries(value).map(([name, each]) => entry(name, each as string, indent + ITEM))
    return { head: '', body: lines.join('\n') }
  }
  const text = stringify({ k: value }, { ...WRITTEN, blockQuote: 'literal' })
    .slice(3)
    .replace(/\n$/, '')
  if (!/^[|>]/.test(text)) return { head: text, body: null }
  const [head = '|', ...lines] = text.split('\n')
  return { head, body: lines.map((line) => shifted(line, indent)).join('\n') }
}

/** A name as it stands before its colon. */
export function keyText(name: string): string {
  return inline(name)
}

function inline(value: unknown): string {
  return stringify(value, { ...WRITTEN, collectionStyle: 'flow' }).trim()
}

function shifted(line: string, indent: string): string {
  return line === '' ? '' : indent + line
}

/** A whole line, or lines, of a field that is new. */
export function entry(name: string, value: Exclude<Value, undefined>, indent: string): string {
  const { head, body } = written(value, indent)
  const first = `${indent}${inline(name)}:${head === '' ? '' : ` ${head}`}`
  return body === null ? first : `${first}\n${body}`
}

export function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1
}

/** Where the line that holds a place ends, its break not counted. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end === -1 ? text.length : end
}

/** The column of a node, as the spaces before it. */
export function indentOf(text: string, at: number): string {
  return ' '.repeat(at - lineStart(text, at))
}

/** Where a field ends: behind the last line that belongs to it, comments on that line included. */
export function endOf(text: string, pair: Pair): number {
  let node = pair.value
  while (isMap(node) && !node.flow && node.items.length > 0) node = node.items.at(-1)?.value
  const range = rangeOf(node) ?? rangeOf(pair.key)
  if (!range) return text.length
  // The break at the end of a block text belongs to it.
  const behind = text[range[1] - 1] === '\n' ? trimmedEnd(text, range[1]) : range[1]
  return lineEnd(text, behind)
}

function trimmedEnd(text: string, end: number): number {
  return text.slice(0, end).trimEnd().length
}

export function rangeOf(node: unknown): readonly [number, number, number] | null {
  const range = (node as { range?: [number, number, number] | null } | null)?.range
  return range ?? null
}

/** The pair of a key, in a block that is written as one. */
export function pairIn(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key)
}

/** Puts a value in the place of another, with what stands behind it on its line left there; none where it cannot. */
export function replaced(text: string, pair: Pair, value: Exclude<Value, undefined>): string | null {
  const key = rangeOf(pair.key)
  const node = pair.value
  if (!key || !(isScalar(node) || node === null || isFlow(node))) return null
  const { head, body } = written(value, indentOf(text, key[0]))
  const range = rangeOf(node)
  if (!range || range[0] === range[1]) {
    const colon = text.indexOf(':', key[1]) + 1
    return spliced(text, colon, colon, ` ${head}`, body)
  }
  if (!isBlock(node)) return spliced(text, range[0], range[1], head, body)
  // Kept are the comment behind the sign of a block, and the empty lines below it.
  const old = text.slice(range[0], range[1])
  const comment = /^[|>][-+\d]*([ \t]+#[^\n]*)?/.exec(old)?.[1] ?? ''
  const tail = /\n\s*$/.exec(old)?.[0] ?? ''
  return (
    text.slice(0, range[0]) +
    head +
    comment +
    (body === null ? '' : `\n${body}`) +
    tail +
    text.slice(range[1])
  )
}

function isFlow(node: unknown): boolean {
  return isCollection(node) && node.flow === true
}

function isBlock(node: unknown): boolean {
  return isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED')
}

/** Puts a head between two places, and a body below the line that it stands on. */
function spliced(text: string, from: number, to: number, head: string, body: string | null): string {
  const end = lineEnd(text, to)
  const rest = text.slice(to, end)
  return text.slice(0, from) + head + rest + (body === null ? '' : `\n${body}`) + text.slice(end)
}

/** Whether a text is a document that says a value at a place. */
export function says(text: string, path: Path, value: Value): boolean {
  const document = parseDocument(text)
  if (document.errors.length > 0) return false
  const found = document.getIn(path)
  const plain =
    found && typeof found === 'object' && 'toJSON' in found ? (found.toJSON as () => unknown)() : found
  return JSON.stringify(plain ?? null) === JSON.stringify(value ?? null)
}

import { type Document, isMap, isScalar, parseDocument, type YAMLMap } from 'yaml'
import {
  endOf,
  entry,
  indentOf,
  keyText,
  lineStart,
  type Path,
  pairIn,
  rangeOf,
  replaced,
  says,
  type Value,
} from './splice'

/** Where a new field goes: behind the nearest of those before it that is there. */
const ORDER: Readonly<Record<string, readonly string[]>> = {
  '': [
    '$schema',
    'name',
    'model',
    'description',
    'instructions',
    'model_settings',
    'retries',
    'metadata',
    'remit',
  ],
  remit: [
    'type',
    'slug',
    'description',
    'budget_usd_per_hour',
    'tags',
    'variables',
    'knowledge',
    'connection',
    'method',
    'path',
    'query',
    'body',
    'response',
    'input_schema',
    'output_schema',
    'services',
    'timeout_seconds',
    'sample',
    'examples',
    'nodes',
    'edges',
    'output',
  ],
}

/** The agent file as a document, or none while its text is not YAML. */
export function readDocument(text: string): Document | null {
  const document = parseDocument(text)
  return document.errors.length === 0 && (document.contents === null || isMap(document.contents))
    ? document
    : null
}

/**
 * The same text with one field changed: only its own lines are touched, so that comments, order and unknown fields
 * stay. What is written in a way that cannot be edited in place is written anew, with its comments.
 */
export function setField(text: string, path: Path, value: Value): string {
  const document = readDocument(text)
  if (document === null || says(text, path, value)) return text
  const edited = value === undefined ? removed(text, document, path) : inPlace(text, document, path, value)
  return edited !== null && says(edited, path, value) ? edited : anew(document, path, value)
}

/** The same text with a field called otherwise; the same text when that name is taken beside it. */
export function renameField(text: string, path: Path, name: string): string {
  const document = readDocument(text)
  const parents = path.slice(0, -1)
  const parent = document?.getIn(parents, true)
  if (!isMap(parent) || name === '' || pairIn(parent, name)) return text
  const range = rangeOf(pairIn(parent, String(path.at(-1)))?.key)
  return range ? text.slice(0, range[0]) + keyText(name) + text.slice(range[1]) : text
}

function inPlace(
  text: string,
  document: Document,
  path: Path,
  value: Exclude<Value, undefined>,
): string | null {
  const parents = path.slice(0, -1)
  const key = path.at(-1)
  const parent = parents.length === 0 ? document.contents : document.getIn(parents, true)
  if (typeof key === 'number') return replacedItem(text, parent, key, value)
  if (key === undefined) return null
  if (!isMap(parent)) return parent === undefined ? withBlocks(text, document, path, value) : null
  const pair = pairIn(parent, key)
  return pair
    ? replaced(text, pair, value)
    : inserted(text, parent, parents.join('.'), key, (indent) => entry(key, value, indent))
}

/** Puts a field into blocks that are not there yet. */
function withBlocks(
  text: string,
  document: Document,
  path: Path,
  value: Exclude<Value, undefined>,
): string | null {
  const depth = path.findIndex((_, at) => document.getIn(path.slice(0, at + 1), true) === undefined)
  const above = path.slice(0, depth)
  const parent = depth === 0 ? document.contents : document.getIn(above, true)
  const [first, ...names] = path.slice(depth).map(String)
  if (!isMap(parent) || first === undefined) return null
  const lines = (indent: string): string =>
    [first, ...names]
      .map((name, at, all) => {
        const here = indent + '  '.repeat(at)
        return at === all.length - 1 ? entry(name, value, here) : `${here}${keyText(name)}:`
      })
      .join('\n')
  return inserted(text, parent, above.join('.'), first, lines)
}

/** One of several texts in a list. */
function replacedItem(text: string, list: unknown, at: number, value: Value): string | null {
  const item = (list as { items?: unknown[] } | null)?.items?.[at]
  const range = rangeOf(item)
  if (!range || !isScalar(item) || typeof value !== 'string') return null
  const lines = entry('x', value, indentOf(text, range[0])).split('\n')
  const head = (lines[0] ?? '').trimStart().slice(3)
  const old = text.slice(range[0], range[1])
  const tail = /\n\s*$/.exec(old)?.[0] ?? ''
  const body = lines.slice(1).join('\n')
  return text.slice(0, range[0]) + head + (body ? `\n${body}` : '') + tail + text.slice(range[1])
}

/** Puts a new field into a block; none where that is written in one line or is empty. */
function inserted(
  text: string,
  parent: YAMLMap,
  name: string,
  key: string,
  lines: (indent: string) => string,
): string | null {
  const first = rangeOf(parent.items[0]?.key)
  return first && !parent.flow ? withLines(text, parent, name, key, lines(indentOf(text, first[0]))) : null
}

/** Puts lines behind the field that they follow, or before the first. */
function withLines(text: string, parent: YAMLMap, name: string, key: string, lines: string): string {
  const order = ORDER[name] ?? []
  const before = order.slice(0, Math.max(0, order.indexOf(key)))
  const previous = order.includes(key)
    ? parent.items.findLast((pair) => isScalar(pair.key) && before.includes(String(pair.key.value)))
    : parent.items.at(-1)
  if (previous) {
    const end = endOf(text, previous)
    return `${text.slice(0, end)}\n${lines}${text.slice(end)}`
  }
  const start = lineStart(text, rangeOf(parent.items[0]?.key)?.[0] ?? 0)
  return `${text.slice(0, start)}${lines}\n${text.slice(start)}`
}

/** Takes a field out with its lines; a block whose last field it was goes with it. */
function removed(text: string, document: Document, path: Path): string | null {
  const parents = path.slice(0, -1)
  const parent = parents.length === 0 ? document.contents : document.getIn(parents, true)
  const key = path.at(-1)
  if (!isMap(parent) || typeof key !== 'string') return null
  if (parent.items.length === 1 && parents.length > 0) return removed(text, document, parents)
  const pair = pairIn(parent, key)
  const range = rangeOf(pair?.key)
  if (!pair || !range || parent.flow) return null
  const start = lineStart(text, range[0])
  return text.slice(0, start) + text.slice(endOf(text, pair)).replace(/^\n/, '')
}

function anew(document: Document, path: Path, value: Value): string {
  if (value === undefined) {
    document.deleteIn(path)
    const parents = path.slice(0, -1)
    const parent = parents.length > 0 && document.getIn(parents, true)
    if (isMap(parent) && parent.items.length === 0) document.deleteIn(parents)
  } else document.setIn(path, document.createNode(value))
  return document.toString({ lineWidth: 0, flowCollectionPadding: false })
}

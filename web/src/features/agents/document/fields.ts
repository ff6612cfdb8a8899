import { isMap } from 'yaml'
import type { AgentType } from '../types'
import { readDocument, renameField, setField } from './edit'
import type { Path, Value } from './splice'

/** What the form shows of an agent file; what the file does not say is empty. */
export type Fields = {
  name: string
  slug: string
  description: string
  model: string
  /** One text, or several that the file keeps apart. */
  instructions: readonly string[]
  temperature: string
  maxTokens: string
  budget: string
  tags: string
  connection: string
  method: string
  path: string
  query: Pairs
  body: string
  response: string
  output: Pairs
  /** Fields that stand in the file and not in the form. */
  others: readonly string[]
}

export type Pairs = readonly (readonly [name: string, value: string])[]

export const PATHS = {
  name: ['name'],
  slug: ['remit', 'slug'],
  description: ['remit', 'description'],
  model: ['model'],
  instructions: ['instructions'],
  temperature: ['model_settings', 'temperature'],
  maxTokens: ['model_settings', 'max_tokens'],
  budget: ['remit', 'budget_usd_per_hour'],
  tags: ['remit', 'tags'],
  variables: ['remit', 'variables'],
  tools: ['remit', 'tools'],
  connection: ['remit', 'connection'],
  method: ['remit', 'method'],
  path: ['remit', 'path'],
  query: ['remit', 'query'],
  body: ['remit', 'body'],
  response: ['remit', 'response'],
  knowledge: ['remit', 'knowledge'],
  input: ['remit', 'input_schema'],
  gives: ['remit', 'output_schema'],
  code: ['remit', 'code'],
  services: ['remit', 'services'],
  timeout: ['remit', 'timeout_seconds'],
  examples: ['remit', 'examples'],
  sample: ['remit', 'sample'],
  nodes: ['remit', 'nodes'],
  edges: ['remit', 'edges'],
  output: ['remit', 'output'],
} as const satisfies Record<string, Path>

/** The field of the form in which a place of the file is shown; none for what only the text shows. */
export function formField(place: string): string | null {
  const within = (path: string) =>
    place === path || place.startsWith(`${path}.`) || place.startsWith(`${path}[`)
  return (
    Object.values(PATHS)
      .map((path) => path.join('.'))
      .find(within) ?? null
  )
}

const IN_FORM = new Set([...Object.values(PATHS).map((path) => path.join('.')), 'remit.type', '$schema'])
const BLOCKS = new Set(['remit', 'model_settings'])

/** The type of agent that a text describes: `context` where it does not say. */
export function typeOf(text: string): AgentType {
  const { type } = readRemit(text)
  return TYPES.find((each) => each === type) ?? 'context'
}

const TYPES: readonly AgentType[] = ['context', 'function', 'api', 'orchestrator']

export type Tool = { use: string; approval: 'policy' | 'always' }

/** The tools that an agent may use, however the file writes them. */
export function readTools(text: string): readonly Tool[] {
  const { tools } = readRemit(text)
  return (Array.isArray(tools) ? tools : []).flatMap((each: unknown): Tool[] => {
    if (typeof each === 'string') return [{ use: each, approval: 'policy' }]
    if (!isRecord(each) || typeof each.use !== 'string') return []
    return [{ use: each.use, approval: each.approval === 'always' ? 'always' : 'policy' }]
  })
}

/** Writes them: a name alone, where a person is not asked before each use. */
export function setTools(text: string, tools: readonly Tool[]): string {
  const written = tools.map(({ use, approval }) => (approval === 'always' ? { use, approval } : use))
  return setField(text, PATHS.tools, written.length === 0 ? undefined : written)
}

/** What stands under `remit:`; nothing while the text cannot be read. */
export function readRemit(text: string): Record<string, unknown> {
  const data = readDocument(text)?.toJS() as { remit?: unknown } | null | undefined
  return isRecord(data?.remit) ? data.remit : {}
}

/** What the form shows, or none while the text cannot be read as fields. */
export function readFields(text: string): Fields | null {
  const document = readDocument(text)
  if (document === null) return null
  const data = (document.toJS() ?? {}) as Record<string, unknown>
  const at = (path: Path): unknown =>
    path.reduce<unknown>((value, key) => (isRecord(value) ? value[String(key)] : undefined), data)
  const instructions = at(PATHS.instructions)
  const tags = at(PATHS.tags)
  return {
    name: shown(at(PATHS.name)),
    slug: shown(at(PATHS.slug)),
    description: shown(at(PATHS.description)),
    model: shown(at(PATHS.model)),
    instructions: (Array.isArray(instructions) ? instructions : [instructions]).map((part) =>
      shown(part).replace(/\n$/, ''),
    ),
    temperature: shown(at(PATHS.temperature)),
    maxTokens: shown(at(PATHS.maxTokens)),
    budget: shown(at(PATHS.budget)),
    tags: Array.isArray(tags) ? tags.map(shown).join(', ') : shown(tags),
    connection: shown(at(PATHS.connection)),
    method: shown(at(PATHS.method)),
    path: shown(at(PATHS.path)),
    query: pairs(at(PATHS.query)),
    body: shown(at(PATHS.body)).replace(/\n$/, ''),
    response: shown(at(PATHS.response)).replace(/\n$/, ''),
    output: pairs(at(PATHS.output)),
    others: isMap(document.contents) ? others(data) : [],
  }
}

function others(data: Record<string, unknown>): string[] {
  return Object.entries(data)
    .flatMap(([name, value]) =>
      BLOCKS.has(name) && isRecord(value) ? Object.keys(value).map((inner) => `${name}.${inner}`) : [name],
    )
    .filter((name) => !IN_FORM.has(name))
}

/** Writes a text of one or more lines; an empty one takes the field out. */
export function setText(text: string, path: Path, value: string): string {
  return setField(text, path, value === '' ? undefined : value.includes('\n') ? `${value}\n` : value)
}

/** Writes the name; a slug that came with the template goes with the name it was made for. */
export function setName(text: string, name: string, templateSlug: string | null): string {
  const renamed = setText(text, PATHS.name, name)
  const theirs = templateSlug !== null && readFields(text)?.slug === templateSlug
  return theirs ? setText(renamed, PATHS.slug, '') : renamed
}

/** Writes the instructions, or one of the texts they are made of; the field itself stays. */
export function setInstructions(text: string, at: number | null, value: string): string {
  const path = at === null ? PATHS.instructions : [...PATHS.instructions, at]
  return setField(text, path, value.includes('\n') ? `${value}\n` : value)
}

/** Writes a number; what is none is written as it is typed, for the check to say so. */
export function setNumber(text: string, path: Path, typed: string): string {
  const trimmed = typed.trim()
  const value: Value =
    trimmed === '' ? undefined : /^-?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : trimmed
  return setField(text, path, value)
}

/** Writes tags, given with commas or spaces between them. */
export function setTags(text: string, typed: string): string {
  const tags = typed.split(/[\s,]+/).filter(Boolean)
  return setField(text, PATHS.tags, tags.length === 0 ? undefined : tags)
}

/** Adds a pair to a block, such as a variable, or changes its value; none takes it out. */
export function setPair(text: string, block: Path, name: string, value: string | undefined): string {
  return setField(text, [...block, name], value)
}

export function renamePair(text: string, block: Path, name: string, newName: string): string {
  return renameField(text, [...block, name], newName)
}

function pairs(value: unknown): Pairs {
  return isRecord(value) ? Object.entries(value).map(([name, each]) => [name, shown(each)]) : []
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value)
}

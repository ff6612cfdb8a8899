import type { ToolboxKind } from './kinds'

type Json = unknown
type Schema = {
  type?: string
  title?: string
  description?: string
  default?: Json
  const?: Json
  enum?: string[]
  maxLength?: number
  examples?: Json[]
  items?: { type?: string; $ref?: string }
  anyOf?: Schema[]
}

export type Shape = 'line' | 'text' | 'number' | 'choice' | 'switch' | 'lines' | 'pairs' | 'json'
export type SetupField = {
  name: string
  label: string
  help: string
  shape: Shape
  options: string[]
  needed: boolean
  /** Seldom needed: shown when asked for. */
  more: boolean
  example: string
  usual: Json
}
/** What the form holds, as it is typed. */
export type SetupDraft = Record<string, string | boolean>

const LONG = 5_000
const SHOWN = new Set(['auth', 'document', 'user', 'writes', 'channel', 'security'])
/** Fields that only mean something with one way of sending the secret. */
const ONLY_WITH: Record<string, string> = { auth_header: 'header', auth_user: 'basic' }

/** The fields of a kind's form, as the server's JSON Schema says. */
export function fieldsOf(kind: ToolboxKind): SetupField[] {
  const { properties = {}, required = [] } = kind.setup as {
    properties?: Record<string, Schema>
    required?: string[]
  }
  return Object.entries(properties)
    .filter(([, schema]) => schema.const === undefined)
    .map(([name, schema]) => {
      const needed = required.includes(name)
      const example = schema.examples?.[0]
      const shape = shapeOf(schema)
      return {
        name,
        label: schema.title ?? name,
        help: schema.description ?? '',
        shape,
        options: schema.enum ?? [],
        needed,
        more: !needed && !SHOWN.has(name) && !(name in ONLY_WITH),
        example: shape === 'line' && typeof example === 'string' ? example : '',
        usual: schema.default ?? null,
      }
    })
}

function shapeOf(schema: Schema): Shape {
  const { type, enum: options, maxLength = 0, items } = schema.anyOf?.[0] ?? schema
  if (options) return 'choice'
  if (type === 'boolean') return 'switch'
  if (type === 'integer' || type === 'number') return 'number'
  if (type === 'object') return 'pairs'
  if (type === 'array') return items?.$ref ? 'json' : 'lines'
  return maxLength > LONG ? 'text' : 'line'
}

/** Whether a field means something with what else was chosen. */
export function applies(field: SetupField, draft: SetupDraft): boolean {
  const way = ONLY_WITH[field.name]
  return way === undefined || draft.auth === way
}

/** The form for a setup; that of a new connection when there is none yet. */
export function setupDraft(fields: readonly SetupField[], setup: Record<string, Json> = {}): SetupDraft {
  return Object.fromEntries(
    fields.map((field) => [field.name, typed(field, setup[field.name] ?? field.usual)]),
  )
}

function typed({ shape }: SetupField, value: Json): string | boolean {
  if (shape === 'switch') return value === true
  if (value === null || value === undefined) return ''
  if (shape === 'lines') return (value as string[]).join('\n')
  if (shape === 'pairs')
    return Object.entries(value as object)
      .map(([name, text]) => `${name}: ${text}`)
      .join('\n')
  if (shape === 'json') return (value as Json[]).length > 0 ? JSON.stringify(value, null, 2) : ''
  return String(value)
}

/** What is sent: what is empty is left out, so that what the server thinks usual holds. */
export function setupOf(fields: readonly SetupField[], draft: SetupDraft): Record<string, Json> {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = read(field, draft[field.name] ?? '')
      return value === undefined ? [] : [[field.name, value]]
    }),
  )
}

function read({ shape, needed }: SetupField, text: string | boolean): Json {
  if (typeof text === 'boolean') return text
  if (text.trim() === '') return needed ? '' : undefined
  switch (shape) {
    case 'number':
      return Number.isNaN(Number(text)) ? text : Number(text)
    case 'lines':
      return text
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean)
    case 'pairs':
      return Object.fromEntries(
        text
          .split('\n')
          .filter((line) => line.trim())
          .map((line) => {
            const at = line.indexOf(':')
            return at < 0 ? [line.trim(), ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()]
          }),
      )
    case 'json':
      return parsed(text)
    default:
      return text
  }
}

/** JSON as it was typed; what is none is sent as it is, and the server says what is wrong. */
function parsed(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

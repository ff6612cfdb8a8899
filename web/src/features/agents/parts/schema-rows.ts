import { isRecord, readRemit } from '../document/fields'

export type Row = {
  name: string
  type: 'string' | 'integer' | 'number' | 'boolean' | 'strings' | 'numbers'
  required: boolean
  description: string
}
type Json = Record<string, unknown>

const LISTS = { strings: 'string', numbers: 'number' } as const
const SIMPLE: readonly unknown[] = ['string', 'integer', 'number', 'boolean']

/** The fields of a schema, or none where it says more than rows can show; an empty list where there is no schema. */
export function readRows(text: string, which: string): readonly Row[] | null {
  const schema = readRemit(text)[which]
  if (schema === undefined || schema === null) return []
  if (!isRecord(schema) || !only(schema, ['type', 'additionalProperties', 'required', 'properties']))
    return null
  const required = Array.isArray(schema.required) ? schema.required : []
  const properties = schema.properties ?? {}
  if (!isRecord(properties) || schema.type !== 'object') return null
  const rows = Object.entries(properties).map(([name, node]) => rowOf(name, node, required.includes(name)))
  return rows.every((row) => row !== null) ? rows : null
}

function rowOf(name: string, node: unknown, required: boolean): Row | null {
  if (!isRecord(node)) return null
  const description = typeof node.description === 'string' ? node.description : ''
  if (SIMPLE.includes(node.type) && only(node, ['type', 'description'])) {
    return { name, type: node.type as Row['type'], required, description }
  }
  if (node.type !== 'array' || !only(node, ['type', 'description', 'items']) || !isRecord(node.items))
    return null
  const list = Object.entries(LISTS).find(([, of]) => of === (node.items as Json).type)?.[0]
  return list && only(node.items, ['type'])
    ? { name, type: list as Row['type'], required, description }
    : null
}

/** Writes fields as a schema of an object that takes no others. */
export function writeRows(rows: readonly Row[]): Json {
  const required = rows.filter((row) => row.required).map(({ name }) => name)
  return {
    type: 'object',
    additionalProperties: false,
    ...(required.length > 0 && { required }),
    properties: Object.fromEntries(rows.map((row) => [row.name, nodeOf(row)])),
  }
}

const BLANK: Readonly<Record<Row['type'], unknown>> = {
  string: '',
  integer: 0,
  number: 0,
  boolean: false,
  strings: [],
  numbers: [],
}

/** An object of a schema to begin an example with: every field of it that is needed, without a value yet. */
export function blankOf(text: string, which: string): Json {
  const rows = readRows(text, which) ?? []
  return Object.fromEntries(rows.filter((row) => row.required).map(({ name, type }) => [name, BLANK[type]]))
}

function nodeOf({ type, description }: Row): Json {
  const said = description === '' ? {} : { description }
  return type === 'strings' || type === 'numbers'
    ? { type: 'array', items: { type: LISTS[type] }, ...said }
    : { type, ...said }
}

function only(node: Json, names: readonly string[]): boolean {
  return Object.keys(node).every((name) => names.includes(name))
}

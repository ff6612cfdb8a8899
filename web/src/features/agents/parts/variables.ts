import { setField } from '../document/edit'
import { isRecord, PATHS, readRemit } from '../document/fields'
import type { Value } from '../document/splice'

export type Kind = 'fixed' | 'string' | 'number' | 'integer' | 'boolean'
type Plain = string | number | boolean

/** A variable as the form shows it: a fixed text, or what callers give. */
export type Row = {
  name: string
  kind: Kind
  value: string
  description: string
  usual: string
  choices: string
  longest: string
}

const ASKED: readonly unknown[] = ['string', 'number', 'integer', 'boolean']

/** The variables of an agent file, in its order. */
export function readVariables(text: string): readonly Row[] {
  const { variables } = readRemit(text)
  return isRecord(variables) ? Object.entries(variables).map(([name, entry]) => rowOf(name, entry)) : []
}

function rowOf(name: string, entry: unknown): Row {
  const empty = { name, value: '', description: '', usual: '', choices: '', longest: '' }
  if (!isRecord(entry)) return { ...empty, kind: 'fixed', value: plain(entry) }
  return {
    ...empty,
    kind: ASKED.includes(entry.type) ? (entry.type as Kind) : 'string',
    description: plain(entry.description),
    usual: plain(entry.default),
    choices: Array.isArray(entry.enum) ? entry.enum.map(plain).join(', ') : '',
    longest: plain(entry.max_length),
  }
}

/** The same text with one variable written as its row says; of one that is declared only what differs is touched. */
export function writeVariable(text: string, row: Row): string {
  const path = [...PATHS.variables, row.name]
  if (row.kind === 'fixed') return setField(text, path, row.value)
  const { variables } = readRemit(text)
  const entry: Readonly<Record<string, Value>> = declared(row)
  if (!isRecord(variables) || !isRecord(variables[row.name])) return setField(text, path, entry)
  return ['type', 'description', 'default', 'enum', 'max_length'].reduce(
    (before, name) => setField(before, [...path, name], entry[name]),
    text,
  )
}

function declared({ kind, description, usual, choices, longest }: Row) {
  const among = choices.split(',').map((each) => each.trim()).filter(Boolean) // biome-ignore format: one line
  return {
    type: kind,
    ...(description && { description }),
    ...(usual !== '' && { default: written(kind, usual) }),
    ...(among.length > 0 && kind !== 'boolean' && { enum: among.map((each) => written(kind, each)) }),
    ...(longest.trim() !== '' && kind === 'string' && { max_length: numberOr(longest.trim()) }),
  }
}

/** What was typed as a value of the kind; what is none is written as it is, for the check to say so. */
function written(kind: Kind, typed: string): Plain {
  if (kind === 'boolean') return typed === 'true' ? true : typed === 'false' ? false : typed
  return kind === 'string' ? typed : numberOr(typed.trim())
}

function numberOr(typed: string): Plain {
  return /^-?\d+(\.\d+)?$/.test(typed) ? Number(typed) : typed
}

function plain(value: unknown): string {
  return value === null || value === undefined || typeof value === 'object' ? '' : String(value)
}

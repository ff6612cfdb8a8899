import type { ToolDefinition } from '@/api/gen'
import type { FieldChange } from '@/ui/field-diff'

const NAMES: readonly (readonly [keyof ToolDefinition, string])[] = [
  ['description', 'Description'],
  ['input_schema', 'Arguments'],
  ['reads_only', 'Only reads'],
  ['egress', 'Lets out what it is given'],
]

/** What differs between two definitions of a tool, for people. */
export function changesOf(before: ToolDefinition, after: ToolDefinition): FieldChange[] {
  return NAMES.filter(([path]) => JSON.stringify(before[path]) !== JSON.stringify(after[path])).map(
    ([path, name]) => ({ path, name, before: told(before[path]), after: told(after[path]) }),
  )
}

function told(value: unknown): unknown {
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : value
}

/** Arguments to begin with: every property that the schema names, empty. */
export function skeletonOf(schema: Record<string, unknown>): string {
  const properties = (schema.properties ?? {}) as Record<string, { type?: string; default?: unknown }>
  const named = Object.entries(properties).map(([name, each]) => [name, each?.default ?? emptyOf(each?.type)])
  return JSON.stringify(Object.fromEntries(named), null, 2)
}

function emptyOf(type: string | undefined): unknown {
  const empty: Record<string, unknown> = { integer: 0, number: 0, boolean: false, array: [], object: {} }
  return type && type in empty ? empty[type] : ''
}

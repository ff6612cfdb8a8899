/** JSON Schema, as far as the editor needs it. */
export type Schema = {
  title?: string
  description?: string
  type?: string
  const?: unknown
  enum?: readonly unknown[]
  examples?: readonly unknown[]
  default?: unknown
  properties?: Readonly<Record<string, Schema>>
  anyOf?: readonly Schema[]
  'x-remit-types'?: readonly { type: string; runs: boolean; description: string }[]
  'x-remit-most-bytes'?: number
}

const KEY = /^(\s*)(?:- )?([\w$][\w$-]*)\s*:(?:\s|$)/

/** The fields round a line of YAML, outermost first: of one that is indented so far. */
export function parentsAt(lines: readonly string[], at: number, indent: number): string[] {
  const parents: string[] = []
  let within = indent
  for (let line = at - 1; line >= 0 && within > 0; line -= 1) {
    const found = KEY.exec(lines[line] ?? '')
    const depth = found?.[1]?.length ?? Number.POSITIVE_INFINITY
    if (found && depth < within) {
      parents.unshift(found[2] ?? '')
      within = depth
    }
  }
  return parents
}

/** The field that a line begins, with those round it, and where its name stands; none for any other line. */
export function fieldAt(
  lines: readonly string[],
  at: number,
): { path: string[]; from: number; to: number } | null {
  const found = KEY.exec(lines[at] ?? '')
  if (!found) return null
  const [, space = '', name = ''] = found
  const from = (lines[at] ?? '').indexOf(name, space.length)
  return { path: [...parentsAt(lines, at, space.length), name], from, to: from + name.length }
}

/** The fields beside a line, so that none is offered twice. */
export function siblingsAt(lines: readonly string[], at: number, indent: number): Set<string> {
  const names = new Set<string>()
  for (const step of [-1, 1]) {
    for (let line = at + step; line >= 0 && line < lines.length; line += step) {
      const text = lines[line] ?? ''
      if (text.trim() === '' || text.trimStart().startsWith('#')) continue
      const depth = text.length - text.trimStart().length
      if (depth < indent) break
      const name = KEY.exec(text)?.[2]
      if (depth === indent && name) names.add(name)
    }
  }
  return names
}

/** What the schema says of a field; none for one that it does not know. */
export function schemaAt(schema: Schema, path: readonly string[]): Schema | null {
  let here: Schema | undefined = schema
  for (const name of path) here = here?.properties?.[name]
  return here ?? null
}

/** What may stand behind a field, as it is written. */
export function valuesOf(schema: Schema): string[] {
  const known = schema.const === undefined ? (schema.enum ?? schema.examples ?? []) : [schema.const]
  return known.filter((value) => typeof value !== 'object').map(String)
}

import type { Finding } from '../types'
import { type Schema, schemaAt } from './places'

/** A sentence about an agent file in the words of its form: `remit.tags[0]` is “Tags 1” there. */
export function inFormWords(text: string, schema: Schema | undefined, about?: string): string {
  return text.replace(/`([^`]*)`/g, (_, name: string) =>
    // A word alone may be anything, a variable's name for one: only the field that is spoken of is meant by it.
    name.includes('.') || name === about ? (called(name, schema) ?? name) : name,
  )
}

/** What the form calls a place in the file; none for one that the schema does not know. */
export function called(path: string, schema: Schema | undefined): string | null {
  const parts = path.split('.')
  for (let known = parts.length; schema && known > 0; known -= 1) {
    const names = parts.slice(0, known).map((part) => part.replace(/\[\d+\]$/, ''))
    const title = schemaAt(schema, names)?.title
    // A block that is no field of the form has no name there for what it holds.
    if (title && (known === parts.length || known > 1)) {
      const position = /\[(\d+)\]$/.exec(parts[known - 1] ?? '')?.[1]
      const rest = parts.slice(known)
      return [title, ...(position ? [String(Number(position) + 1)] : []), ...rest].join(' ')
    }
  }
  return null
}

/** What the checks found, as the form says it: the hints on how to write it down are for the text view. */
export function spoken(finding: Finding, schema: Schema | undefined): string {
  const message = inFormWords(finding.message, schema, finding.path)
  const hint = WRITING.has(finding.code) ? null : finding.hint && inFormWords(finding.hint, schema)
  return [message, hint].filter(Boolean).join(' ')
}

const WRITING = new Set(['missing-field', 'no-description', 'no-budget'])

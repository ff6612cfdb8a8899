import type { Scorer } from '../types'

/** A scorer as it is typed. */
export type Draft = {
  id: number
  type: Scorer['type']
  values: string
  pattern: string
  criteria: string
  json_schema: string
  model: string
  tolerance: string
  path: string
  weight: string
}

export function newDraft(others: readonly Draft[] = []): Draft {
  const id = Math.max(-1, ...others.map((each) => each.id)) + 1
  const empty = { values: '', pattern: '', criteria: '', json_schema: '', model: '', tolerance: '' }
  return { id, type: 'contains', ...empty, path: '', weight: '' }
}

/** What is sent: only what belongs to the type, and what was said. Text that is no JSON or number throws its reason. */
export function scorerOf(draft: Draft): Scorer {
  const own: Partial<Scorer> = {}
  if (draft.path.trim() && draft.type !== 'judge') own.path = draft.path.trim()
  if (draft.weight.trim()) own.weight = number(draft.weight, 'The weight')
  const values = draft.values.split('\n').filter((text) => text.trim() !== '')
  switch (draft.type) {
    case 'contains':
      if (values.length > 0) own.values = values
      break
    case 'regex':
      own.pattern = draft.pattern
      break
    case 'json_schema':
      own.json_schema = schema(draft.json_schema)
      break
    case 'numeric':
      if (draft.tolerance.trim()) own.tolerance = number(draft.tolerance, 'The tolerance')
      break
    case 'similarity':
      if (draft.model.trim()) Object.assign(own, { method: 'embeddings', model: draft.model.trim() })
      break
    case 'judge':
      own.criteria = draft.criteria
      if (draft.model.trim()) own.model = draft.model.trim()
      break
    case 'exact':
      break
  }
  return { type: draft.type, ...own }
}

function number(text: string, what: string): number {
  const value = Number(text)
  if (!Number.isFinite(value)) throw new Error(`${what} is a number, like 0.5.`)
  return value
}

function schema(text: string): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(text)
    if (typeof read === 'object' && read !== null && !Array.isArray(read)) return { ...read }
  } catch {
    // Said below, as for JSON that is no object.
  }
  throw new Error('The schema is a JSON object, like {"type": "object"}.')
}

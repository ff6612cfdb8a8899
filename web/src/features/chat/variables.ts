import type { Candidate } from './types'

export type Variable = Candidate['variables'][number]
export type Value = string | number | boolean
export type Values = Readonly<Record<string, Value>>

/** What some agents ask of whoever talks to them, each name once. */
export function asksFor(participants: readonly Candidate[]): Variable[] {
  const found = new Map<string, Variable>()
  for (const { variables } of participants) {
    for (const each of variables) {
      const known = found.get(each.name)
      found.set(each.name, known ? { ...known, required: known.required || each.required } : each)
    }
  }
  return [...found.values()]
}

/** What is sent: what was filled in, as its type has it; what was left empty has its default. */
export function given(asked: readonly Variable[], typed: Values): Values {
  const values: Record<string, Value> = {}
  for (const { name, type } of asked) {
    const value = typed[name]
    if (value === undefined || value === '') continue
    values[name] = type === 'number' || type === 'integer' ? Number(value) : value
  }
  return values
}

/** What is wrong with a value that was typed; nothing while it is empty. */
export function wrongWith({ type, max_length: most }: Variable, value: Value | undefined): string | null {
  if (value === undefined || value === '') return null
  if (type === 'number' && !Number.isFinite(Number(value))) return 'This is no number.'
  if (type === 'integer' && !Number.isInteger(Number(value))) return 'This is no whole number.'
  if (type === 'string' && most !== null && String(value).length > most) {
    return `It has at most ${most.toLocaleString('en-GB')} characters.`
  }
  return null
}

/** Why nothing can be sent yet. */
export function lacking(asked: readonly Variable[], typed: Values): string | null {
  const missing = asked.filter(
    ({ name, required }) => required && (typed[name] === undefined || typed[name] === ''),
  )
  if (missing.length > 0) return `Fill in ${missing.map(({ name }) => name).join(', ')} first`
  const wrong = asked.find((each) => wrongWith(each, typed[each.name]) !== null)
  return wrong ? `Look at ${wrong.name} first` : null
}

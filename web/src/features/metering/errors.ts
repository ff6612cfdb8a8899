import { asProblem } from '@/api/problem'

const FIELDS = [
  'subject',
  'limit_usd',
  'thresholds',
  'requests_per_minute',
  'tokens_per_minute',
  'concurrency',
]

/** What the server says is wrong with single fields, in its words, by the name of the field. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (error == null) return {}
  const { type, detail, document } = asProblem(error)
  if (type === 'not-found') return { subject: detail }
  const listed = Array.isArray(document.errors)
    ? (document.errors as { path?: string; message?: string }[])
    : []
  return Object.fromEntries(
    listed.flatMap(({ path, message }) => {
      const field = path?.split('.')[1]
      return field && FIELDS.includes(field) && message ? [[field, message]] : []
    }),
  )
}

/** Says after a refusal that saving again is on top of somebody else's change. */
export function changedMeanwhile(error: unknown): boolean {
  return error != null && asProblem(error).type === 'changed-meanwhile'
}

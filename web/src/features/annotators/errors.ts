import { asProblem } from '@/api/problem'

const FIELDS = ['slug', 'url', 'secret', 'labels', 'directions', 'timeout_seconds']
const OF_TYPE: Readonly<Record<string, string>> = {
  'slug-taken': 'slug',
  'secret-needed': 'secret',
  'address-refused': 'url',
}

/** What the server says is wrong with single fields, in its words, by the name of the field. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (error == null) return {}
  const { type, detail, document } = asProblem(error)
  const own = OF_TYPE[type]
  if (own) return { [own]: detail }
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

import { asProblem } from '@/api/problem'

const FIELDS = ['name', 'slug', 'base_url', 'secret', 'default_model', 'models', 'region', 'api_version']
const BY_TYPE: Readonly<Record<string, string>> = {
  'slug-taken': 'slug',
  'address-refused': 'base_url',
  'secret-needed': 'secret',
}

/** What the server says is wrong with single fields, in its words, by the name of the field. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (error == null) return {}
  const { type, detail, document } = asProblem(error)
  const named = BY_TYPE[type]
  if (named) return { [named]: detail }
  const listed = Array.isArray(document.errors)
    ? (document.errors as { path?: string; message?: string }[])
    : []
  return Object.fromEntries(
    listed.flatMap(({ path, message }) => {
      const field = path?.split('.')[1]
      return field && FIELDS.includes(field) && message ? [[field, inWords(message)]] : []
    }),
  )
}

/** The same for a connection with tools: the places inside its setup, by the name of the field. */
export function setupErrors(error: unknown, fields: readonly { name: string }[]): Record<string, string> {
  if (error == null) return {}
  const { type, detail, document } = asProblem(error)
  if (type === 'address-refused') {
    const address = fields.find(({ name }) => ['base_url', 'url', 'host'].includes(name))
    return { [address?.name ?? 'secret']: detail }
  }
  if (type === 'slug-taken') return { slug: detail }
  if (type === 'secret-needed') return { secret: detail }
  const listed = Array.isArray(document.errors)
    ? (document.errors as { path?: string; message?: string }[])
    : []
  return Object.fromEntries(
    listed.flatMap(({ path = '', message }) => {
      const [, first, second, ...rest] = path.split('.')
      const field = first === 'setup' ? second : first
      if (!field || !message) return []
      return [[field, `${rest.length > 0 ? `${rest.join('.')}: ` : ''}${inWords(message)}`]]
    }),
  )
}

function inWords(message: string): string {
  const plain = message.replace(/^Value error, /, '').replace(/^String should /, 'It should ')
  return `${plain.charAt(0).toUpperCase()}${plain.slice(1)}${plain.endsWith('.') ? '' : '.'}`
}

import { sha256 } from '@noble/hashes/sha2.js'
import { toHex, utf8 } from './bytes'

/** The RFC 8785 form of a JSON value; numbers are written as JavaScript writes them, which is what it asks for. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
    return `{${members.map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`).join(',')}}`
  }
  return JSON.stringify(value)
}

/** The digest of a JSON value as the log writes it: `sha256:…`. */
export function digest(value: unknown): string {
  return `sha256:${toHex(sha256(utf8(canonical(value))))}`
}

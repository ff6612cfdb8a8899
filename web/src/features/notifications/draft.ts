import type { ChangeNotificationData, CreateNotificationData } from '@/api/gen'
import { asProblem } from '@/api/problem'
import type { Channel, KindName, Notification } from './types'

/** A notification as it is typed. */
export type Draft = {
  name: string
  channel: Channel
  connection: string
  url: string
  addresses: string
  people: boolean
  kinds: readonly KindName[]
  environments: readonly Notification['environments'][number][]
  severity: Notification['least_severity']
  enabled: boolean
}

export type Errors = Readonly<Record<string, string>>

export function newDraft(): Draft {
  return {
    name: '',
    channel: 'mail',
    connection: '',
    url: '',
    addresses: '',
    people: true,
    kinds: ['approval.wanted', 'approval.expiring', 'approval.escalated', 'approval.decided'],
    environments: [],
    severity: 'medium',
    enabled: true,
  }
}

export function draftOf(row: Notification): Draft {
  return {
    name: row.name,
    channel: row.channel,
    connection: row.connection_id ?? '',
    url: row.url ?? '',
    addresses: row.addresses.join(', '),
    people: row.people,
    kinds: row.kinds,
    environments: row.environments,
    severity: row.least_severity,
    enabled: row.enabled,
  }
}

/** What must be mended before it is sent; the server has the last word. */
export function errorsOf(draft: Draft): Errors {
  const errors: Record<string, string> = {}
  if (draft.name.trim() === '') errors.name = 'Enter a name, such as Operations channel.'
  if (draft.kinds.length === 0) errors.kinds = 'Choose at least one kind of news.'
  if (draft.channel === 'webhook') {
    if (draft.url.trim() === '') errors.url = 'Enter the address that takes the messages.'
  } else if (draft.connection === '') errors.connection_id = 'Choose the connection that it goes over.'
  if (draft.channel === 'mail' && !draft.people && draft.addresses.trim() === '')
    errors.addresses = 'Enter an address, or choose the people concerned.'
  return errors
}

function members(draft: Draft) {
  const { channel } = draft
  const addresses = draft.addresses.split(/[\s,;]+/).filter((each) => each !== '')
  return {
    name: draft.name.trim(),
    ...(channel === 'webhook' ? { url: draft.url.trim() } : { connection_id: draft.connection }),
    ...(channel === 'mail' && { addresses, people: draft.people }),
    kinds: [...draft.kinds],
    environments: [...draft.environments],
    least_severity: draft.severity,
    enabled: draft.enabled,
  }
}

export function bodyOf(draft: Draft): CreateNotificationData['body'] {
  return { channel: draft.channel, ...members(draft) }
}

export function changeOf(draft: Draft, row: Notification): ChangeNotificationData['body'] {
  return { version: row.version, ...members(draft) }
}

const FIELDS = ['name', 'connection_id', 'url', 'addresses', 'people', 'kinds']

/** What the server says is wrong with single fields, in its words, by the name of the field. */
export function fieldErrors(error: unknown): Errors {
  if (error == null) return {}
  const { type, detail, document } = asProblem(error)
  if (type === 'address-refused') return { url: detail }
  const named = /^(\w+): (.*)$/s.exec(detail)
  if (type === 'bad-notification' && named?.[1] && FIELDS.includes(named[1]))
    return { [named[1]]: named[2] ?? detail }
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

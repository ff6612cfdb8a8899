import type { DeploymentMetrics } from '@/api/gen'

export type Window = DeploymentMetrics['window']

export const WINDOWS: readonly { id: Window; label: string }[] = [
  { id: '1h', label: '1 hour' },
  { id: '24h', label: '24 hours' },
  { id: '7d', label: '7 days' },
  { id: '30d', label: '30 days' },
]
export const USUAL: Window = '24h'

/** The window the address names, or a day. */
export function windowOf(text: string | undefined): Window {
  return WINDOWS.find(({ id }) => id === text)?.id ?? USUAL
}

const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' })
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const BOTH = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
})

/** Writes the beginning of a bucket as its window needs it, in UTC as the buckets are. */
export function writeMoment(window: Window): (at: string) => string {
  const format = window === '30d' ? DAY : window === '7d' ? BOTH : TIME
  return (at) => (Number.isNaN(Date.parse(at)) ? at : format.format(new Date(at)))
}

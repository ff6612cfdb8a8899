import type { ConnectionResilience } from '@/api/gen'
import { isToolbox, type Provider, type Toolbox } from './types'

export type Name = keyof ConnectionResilience
/** What the form holds, as it is typed; empty text goes back to what Remit thinks sensible. */
export type Bearing = Record<Name, string> & { fallbacks: string }

export const LABELS: readonly { name: Name; label: string; help: string; unit: string }[] = [
  { name: 'connect_seconds', label: 'Connecting', help: 'The longest wait for a connection.', unit: 's' },
  { name: 'silence_seconds', label: 'Silence', help: 'The longest pause in an answer.', unit: 's' },
  { name: 'whole_seconds', label: 'Whole call', help: 'Waiting and retries included.', unit: 's' },
  { name: 'retries', label: 'Retries', help: 'Only before an answer has begun.', unit: '' },
  {
    name: 'first_pause_seconds',
    label: 'First pause',
    help: 'Before the first retry; drawn at random, and doubled each time.',
    unit: 's',
  },
  {
    name: 'longest_pause_seconds',
    label: 'Longest pause',
    help: 'A provider that asks for more is not asked again.',
    unit: 's',
  },
  {
    name: 'breaker_failures',
    label: 'Failures that open the breaker',
    help: 'If half of all requests fail. 0: it never opens.',
    unit: '',
  },
  { name: 'breaker_window_seconds', label: 'Counted over', help: 'Older failures are forgotten.', unit: 's' },
  {
    name: 'breaker_pause_seconds',
    label: 'Left alone for',
    help: 'Then one call tries again.',
    unit: 's',
  },
  { name: 'concurrency', label: 'Requests at once', help: 'Of each process of Remit.', unit: '' },
  { name: 'queue', label: 'Calls that may wait', help: 'More are refused at once.', unit: '' },
  { name: 'queue_seconds', label: 'Longest wait', help: 'For room; then the call is refused.', unit: 's' },
]

export function bearingOf(connection: Provider | Toolbox): Bearing {
  const numbers = LABELS.map(({ name }) => [name, String(connection.resilience[name])])
  const fallbacks = isToolbox(connection) ? '' : connection.fallbacks.join('\n')
  return { ...Object.fromEntries(numbers), fallbacks } as Bearing
}

/** What is sent: only what differs; null where the field was emptied. */
export function bearingChange(connection: Provider | Toolbox, typed: Bearing) {
  const was = bearingOf(connection)
  const changed = LABELS.filter(({ name }) => typed[name].trim() !== was[name])
  const resilience = Object.fromEntries(
    changed.map(({ name }) => [name, typed[name].trim() === '' ? null : numberOf(typed[name])]),
  )
  const names = [...new Set(typed.fallbacks.split(/[\n,]/).map((line) => line.trim()))].filter(Boolean)
  return {
    ...(changed.length > 0 && { resilience }),
    ...(typed.fallbacks !== was.fallbacks && { fallbacks: names }),
  }
}

/** A number as it was typed; what is none is sent as it is, and the server says what is wrong. */
function numberOf(text: string): number {
  const found = Number(text.trim().replace(',', '.'))
  return Number.isNaN(found) ? (text as unknown as number) : found
}

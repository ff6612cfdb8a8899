const HOUR = 3_600_000

/** How long a proposal still waits: `expires in 6 d`. */
export function left(at: string, now = Date.now()): string {
  const ms = Date.parse(at) - now
  if (ms <= 0) return 'expired'
  if (ms < HOUR) return `expires in ${Math.max(1, Math.round(ms / 60_000))} min`
  if (ms < 48 * HOUR) return `expires in ${Math.round(ms / HOUR)} h`
  return `expires in ${Math.round(ms / (24 * HOUR))} d`
}

/** A moment in full: `21 November 2026 at 14:05 UTC`. */
export function fully(at: string): string {
  const date = new Date(at)
  const day = date.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  })
  return `${day} at ${date.toISOString().slice(11, 16)} UTC`
}

/** How many proposals wait, of those that are shown; more may stand on further pages. */
export function waitingWords(waiting: number, more: boolean): string {
  if (waiting === 0) return more ? 'None of these waits any more' : 'Nothing waits any more'
  const wait = waiting === 1 && !more ? 'waits' : 'wait'
  return `${waiting}${more ? ' and more' : ''} ${wait}, the highest risk first`
}

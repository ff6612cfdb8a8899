/** A day below a chart's axis, in UTC as the server counts. */
function atDay(at: string): string {
  return new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
}

function atTime(at: string): string {
  return new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' })
}

/** Midnight is written as its day. */
function atHour(at: string): string {
  const time = atTime(at)
  return time === '00:00' ? atDay(at) : time
}

const DAY_OF_HOURS = 24

/** How moments of buckets are written: hours of more than a day need their day. */
export function atBuckets(bucket: 'hour' | 'day', count: number): (at: string) => string {
  if (bucket === 'day') return atDay
  return count > DAY_OF_HOURS ? (at) => `${atDay(at)}, ${atTime(at)}` : atHour
}

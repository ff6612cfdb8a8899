/** A moment as records write it: `2026-11-21 10:00:05`, in UTC. */
export function utc(at: string): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ')
}

/** What a date and time field holds for a moment, and back; both in UTC. */
export function toField(at: string | undefined): string {
  const moment = at ? Date.parse(at) : Number.NaN
  return Number.isNaN(moment) ? '' : new Date(moment).toISOString().slice(0, 16)
}

export function fromField(value: string): string | undefined {
  const moment = Date.parse(`${value}Z`)
  return Number.isNaN(moment) ? undefined : new Date(moment).toISOString()
}

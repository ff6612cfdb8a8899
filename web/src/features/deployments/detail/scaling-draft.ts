import type { Scaling, Window } from '@/api/gen'

/** A window as it stands in the form; `id` tells rows apart. */
export type WindowDraft = Omit<Window, 'instances'> & { id: number; instances: string }
/** A rule as it stands in the form: numbers are text until they are sent. */
export type ScalingDraft = {
  fewest: string
  most: string
  calls: string
  hold: string
  zone: string
  windows: readonly WindowDraft[]
}

export const DAYS: readonly Window['days'][number][] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const MINUTE = 60
const HOLD = 300

export function draftedRule(rule: Scaling | null, instances: number): ScalingDraft {
  return {
    fewest: String(rule?.fewest ?? instances),
    most: String(rule?.most ?? Math.max(instances, 1)),
    calls: rule?.calls_each ? String(rule.calls_each) : '',
    hold: String((rule?.hold_seconds ?? HOLD) / MINUTE),
    zone: rule?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    windows: (rule?.windows ?? []).map((each, id) => ({ ...each, id, instances: String(each.instances) })),
  }
}

export function newWindow(windows: readonly WindowDraft[], instances: string): WindowDraft {
  const id = Math.max(0, ...windows.map((each) => each.id + 1))
  return { id, days: DAYS.slice(0, 5), start: '08:00', end: '18:00', instances }
}

/** Reads the form; what is no number is sent as it is not, so that the server says what is wrong. */
export function ruleOf({ fewest, most, calls, hold, zone, windows }: ScalingDraft): Scaling {
  return {
    fewest: Number(fewest || Number.NaN),
    most: Number(most || Number.NaN),
    calls_each: calls.trim() === '' ? null : Number(calls),
    hold_seconds: Math.round(Number(hold) * MINUTE),
    zone,
    windows: windows.map(({ days, start, end, instances }) => ({
      days,
      start,
      end,
      instances: Number(instances || Number.NaN),
    })),
  }
}

const STEPS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
] as const

/** How long something took, in the unit that says most; a dash where nothing did. */
export function took(ms: number | null): string {
  if (ms === null) return '–'
  const found = STEPS.find(([length]) => ms >= length)
  if (!found) return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
  const [length, unit] = found
  return `${(ms / length).toFixed(1)} ${unit}`
}

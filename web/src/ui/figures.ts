const whole = new Intl.NumberFormat('en-US')
const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 })
const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' })
const shortDollars = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  notation: 'compact',
  maximumFractionDigits: 1,
})
const CENT = 0.01
const MANY = 10_000

/** A count as people read it: all digits, and from ten thousand on a rounded one. */
export function count(value: number): string {
  return value < MANY ? whole.format(value) : short.format(value)
}

/** Money; what is less than a cent says so, since it is not nothing. */
export function money(value: number): string {
  if (value > 0 && value < CENT) return '< $0.01'
  return value < MANY ? dollars.format(value) : shortDollars.format(value)
}

/** Money below an axis, where there is little room. */
export function axisMoney(value: number): string {
  return Math.abs(value) < 1 ? `$${Number(value.toPrecision(2))}` : shortDollars.format(value)
}

/** A share of one as a percentage; a little is not nothing. */
export function share(value: number): string {
  const percent = value * 100
  if (percent > 0 && percent < 0.1) return '< 0.1 %'
  return `${Number(percent.toFixed(1))} %`
}

export type Delta = { way: 'up' | 'down' | 'flat'; amount: string }

/** A change as a direction and an amount without a sign; null where there is nothing to compare with. */
export function delta(change: number | null, unit: '' | ' %' = ''): Delta | null {
  if (change === null) return null
  const way = change > 0 ? 'up' : change < 0 ? 'down' : 'flat'
  return { way, amount: `${count(Math.abs(change))}${unit}` }
}

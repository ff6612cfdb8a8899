const format = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  // As the server rounds, so that one price is not two.
  roundingMode: 'halfEven',
})

const small = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  maximumFractionDigits: 6,
})

/** What one call costs, which is less than a cent. */
export function smallUsd(amount: number | string): string {
  return small.format(Number(amount))
}

/** Money as people read it. The interface sends decimals as numbers or as text. */
export function usd(amount: number | string): string {
  return format.format(Number(amount))
}

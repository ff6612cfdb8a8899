import type { Tone } from '../tone'

/** One line, area or stack of a chart. Series of the same thing have the same colour on every page. */
export type Series = {
  key: string
  name: string
  /** A colour of the palette, or the tone of a state. */
  colour: 1 | 2 | 3 | 4 | 5 | Tone
}

export type Point = { at: string } & Record<string, number | string | null>

export type ChartProps = {
  /** What it shows, for those who cannot see it: "Cost by day". */
  label: string
  points: readonly Point[]
  series: readonly Series[]
  kind: 'area' | 'line' | 'bar'
  stacked?: boolean
  /** Writes a figure with its unit. */
  format: (value: number) => string
  /** Writes a point in time below the axis and in the tooltip. */
  formatAt: (at: string) => string
  /** A dashed line, such as a budget. */
  limit?: { value: number; name: string }
  height?: number
}

export function colourOf(colour: Series['colour']): string {
  return typeof colour === 'number' ? `var(--chart-${colour})` : `var(--${colour})`
}

import type { Annotator, Direction } from './types'

export const DIRECTIONS: readonly { value: Direction; label: string }[] = [
  { value: 'input', label: 'What is said' },
  { value: 'output', label: 'What agents answer' },
  { value: 'tool_arguments', label: 'What tools are given' },
  { value: 'tool_result', label: 'What tools give back' },
]

/** What an annotator is asked about, in few words. */
export function seen({ directions }: Annotator): string {
  if (directions.length === DIRECTIONS.length) return 'Everything'
  const said = DIRECTIONS.filter(({ value }) => directions.includes(value)).map(({ label }) =>
    label.toLowerCase(),
  )
  const text = said.join(', ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

import type { ReactNode } from 'react'

export type Column<Row> = {
  id: string
  header: string
  /** What the cell shows; the first column's holds the row's link. */
  cell: (row: Row) => ReactNode
  /** The server's name to sort by; none when it cannot. */
  sort?: string
  /** Of numbers and moments the highest and the newest are wanted first; words begin with A. */
  downFirst?: boolean
  /** Numbers stand on the right. */
  align?: 'end'
  /** Where it is left out: `max-md:hidden`. */
  className?: string
}

/** What is sorted by after a press on a column: words up first, numbers and moments down, then the other way. */
export function nextSort(current: string | undefined, column: string, downFirst = false): string {
  const [first, second] = downFirst ? [`-${column}`, column] : [column, `-${column}`]
  return current === first ? second : first
}

/** What `aria-sort` says of a column. */
export function sortState(current: string | undefined, column: string): 'ascending' | 'descending' | 'none' {
  if (current === column) return 'ascending'
  return current === `-${column}` ? 'descending' : 'none'
}

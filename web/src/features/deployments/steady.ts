/** What is shown of a page of rows while newer answers come in: nothing moves until the person asks for it. */
export type Steady<Row> = {
  /** The rows in the order that is shown, as they are now. */
  rows: Row[]
  /** How many rows the newest answer has that are not shown. */
  fresh: number
}

/**
 * Puts the newest rows in the order that is shown already: cells change in place, what is gone goes, and what is new
 * waits until it is asked for.
 */
export function steady<Row>(
  shown: readonly string[] | undefined,
  newest: readonly Row[],
  idOf: (row: Row) => string,
): Steady<Row> {
  if (shown === undefined) return { rows: [...newest], fresh: 0 }
  const byId = new Map(newest.map((row) => [idOf(row), row]))
  const rows = shown.flatMap((id) => byId.get(id) ?? [])
  const known = new Set(shown)
  return { rows, fresh: newest.filter((row) => !known.has(idOf(row))).length }
}

/** A list that does not move under the pointer: what is shown, what of it is gone, and what is new but not shown. */
export type Queue<Row> = { shown: readonly Row[]; gone: ReadonlySet<string>; fresh: readonly Row[] }

export function settle<Row>(rows: readonly Row[]): Queue<Row> {
  return { shown: rows, gone: new Set(), fresh: [] }
}

/** Takes in what the server has now. While somebody is at the list its rows keep their places. */
export function hold<Row extends { id: string }>(
  queue: Queue<Row>,
  rows: readonly Row[],
  engaged: boolean,
): Queue<Row> {
  if (!engaged || queue.shown.length === 0) return alike(queue, settle(rows))
  const now = new Map(rows.map((row) => [row.id, row]))
  const places = new Set(queue.shown.map(({ id }) => id))
  return alike(queue, {
    shown: queue.shown.map((row) => now.get(row.id) ?? row),
    gone: new Set([...places].filter((id) => !now.has(id))),
    fresh: rows.filter(({ id }) => !places.has(id)),
  })
}

function alike<Row>(before: Queue<Row>, after: Queue<Row>): Queue<Row> {
  const same =
    after.shown.length === before.shown.length &&
    after.shown.every((row, at) => row === before.shown[at]) &&
    after.fresh.length === before.fresh.length &&
    after.fresh.every((row, at) => row === before.fresh[at]) &&
    after.gone.size === before.gone.size &&
    [...after.gone].every((id) => before.gone.has(id))
  return same ? before : after
}

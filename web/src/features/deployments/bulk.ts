import { isOpen } from './actions'
import type { Row } from './types'

export type BulkVerb = 'pause' | 'delete'
export type Outcome = { row: Row; error: unknown }

const AT_ONCE = 4

/** Which of the selected rows an action is open for, and which not, with the reason. */
export function sorted(rows: readonly Row[], verb: BulkVerb): { open: Row[]; closed: [Row, string][] } {
  const open = rows.filter((row) => isOpen(row, verb))
  const closed = rows
    .filter((row) => !isOpen(row, verb))
    .map((row): [Row, string] => [row, row.may.find(({ action }) => action === verb)?.reason ?? ''])
  return { open, closed }
}

/**
 * Does something with each row, a few at a time. What failed comes back with its error and stops nothing; once the
 * signal is given no further row is begun, and `left` counts those that were not.
 */
export async function doAll(
  rows: readonly Row[],
  act: (row: Row) => Promise<unknown>,
  onDone: (count: number) => void,
  signal: AbortSignal,
): Promise<{ failed: Outcome[]; left: number }> {
  const waiting = [...rows]
  const failed: Outcome[] = []
  let done = 0
  const work = async () => {
    while (!signal.aborted) {
      const row = waiting.shift()
      if (!row) return
      try {
        await act(row)
      } catch (error) {
        failed.push({ row, error })
      }
      done += 1
      onDone(done)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return { failed, left: waiting.length }
}

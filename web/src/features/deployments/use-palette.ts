import { useNavigate } from '@tanstack/react-router'
import { paths } from '@/paths'
import { useActions } from '@/ui/actions'
import type { BulkVerb } from './bulk'
import { bulkActions, near, rowActions } from './row-actions'
import type { Row, Verb } from './types'

type On = {
  rows: readonly Row[]
  selected: ReadonlySet<string>
  /** The row the focus was in last. */
  current: string | null
  choose: (row: Row, verb: Verb) => void
  ask: (verb: BulkVerb) => void
}

/** Offers what the rows' menus do in the palette: of the row one is at, or of those selected, at once; of all by name. */
export function usePalette({ rows, selected, current, choose, ask }: On): void {
  const navigate = useNavigate()
  const open = ({ plan_id }: Row) => void navigate({ to: paths.deployment, params: { id: plan_id } })
  const doing = { open, choose }
  const here = near(rows, selected, current)
  const chosen = rows.filter(({ plan_id }) => selected.has(plan_id))
  const others = rows.filter((row) => !here.includes(row))
  useActions(
    'Deployments of this page',
    others.flatMap((row) => rowActions(row, doing).map((action) => ({ ...action, onSearch: true }))),
  )
  useActions(here[0]?.name ?? 'Selected deployments', [
    ...bulkActions(chosen, ask),
    ...here.flatMap((row) => rowActions(row, doing)),
  ])
}

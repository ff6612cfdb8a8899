import { CirclePause, FileText, Trash2 } from 'lucide-react'
import type { Action } from '@/ui/actions'
import { offered } from './actions'
import type { BulkVerb } from './bulk'
import type { Row, Verb } from './types'

type Doing = { open: (row: Row) => void; choose: (row: Row, verb: Verb) => void }

/** What the menu of a row offers, as the palette lists it: by the name of the deployment. */
export function rowActions(row: Row, { open, choose }: Doing): Action[] {
  const { plan_id, name, env } = row
  // The same agent may be deployed to several environments under one name.
  const shown = name.endsWith(`-${env}`) ? name : `${name} in ${env}`
  return [
    { id: `${plan_id} details`, label: `Open ${shown}`, icon: FileText, run: () => open(row) },
    ...offered(row).map(({ verb, label, icon, refusal }) => ({
      id: `${plan_id} ${verb}`,
      label: `${label.replace('…', '')} ${shown}`,
      icon,
      refusal,
      run: () => choose(row, verb),
    })),
  ]
}

/** What can be done with several rows together. */
export function bulkActions(rows: readonly Row[], ask: (verb: BulkVerb) => void): Action[] {
  if (rows.length < 2) return []
  const many = `${rows.length} selected deployments`
  return [
    { id: 'bulk pause', label: `Pause ${many}`, icon: CirclePause, run: () => ask('pause') },
    { id: 'bulk delete', label: `Delete ${many}`, icon: Trash2, run: () => ask('delete') },
  ]
}

/** The rows whose actions stand in the palette at once: those that are selected, or the one the focus was in last. */
export function near(rows: readonly Row[], selected: ReadonlySet<string>, current: string | null): Row[] {
  const chosen = rows.filter(({ plan_id }) => selected.has(plan_id))
  if (chosen.length > 0) return chosen.length === 1 ? chosen : []
  return rows.filter(({ plan_id }) => plan_id === current)
}

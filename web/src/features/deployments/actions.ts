import {
  ArrowUpCircle,
  CircleCheckBig,
  CirclePause,
  ClipboardCheck,
  type LucideIcon,
  RotateCw,
  Scaling,
  Trash2,
  Undo2,
} from 'lucide-react'
import type { Permission, Row, Verb } from './types'

type Look = { label: string; icon: LucideIcon; keys?: string; danger?: boolean }
export type Offered = Look & { verb: Verb; refusal: string | null; needsApproval: boolean }

/** What each action is called, everywhere it is offered. */
const LOOKS: Partial<Record<Verb, Look>> = {
  confirm: { label: 'Confirm the plan', icon: CircleCheckBig },
  decide: { label: 'Review…', icon: ClipboardCheck },
  pause: { label: 'Pause', icon: CirclePause },
  restart: { label: 'Restart', icon: RotateCw },
  scale: { label: 'Scale…', icon: Scaling },
  update: { label: 'Update…', icon: ArrowUpCircle },
  roll_back: { label: 'Roll back…', icon: Undo2 },
  delete: { label: 'Delete…', icon: Trash2, danger: true },
}
const ORDER = Object.keys(LOOKS) as Verb[]
/** Actions that a kind of deployment never has are not offered at all. */
const OF_KIND: Partial<Record<Verb, Row['kind']>> = { scale: 'model', update: 'agent' }

/** What may be done with a deployment, as the server says, with the reason where it may not. */
export function offered({ kind, may }: Pick<Row, 'kind' | 'may'>): Offered[] {
  return ORDER.flatMap((verb) => {
    const look = LOOKS[verb]
    const permission = may.find(({ action }) => action === verb)
    if (!look || !permission || (OF_KIND[verb] ?? kind) !== kind) return []
    if ((verb === 'decide' || verb === 'confirm') && !permission.allowed) return []
    return [{ ...look, verb, refusal: refusal(permission), needsApproval: permission.needs_approval }]
  })
}

function refusal({ allowed, reason }: Permission): string | null {
  return allowed ? null : (reason ?? 'This cannot be done now.')
}

/** Whether one action is open now. */
export function isOpen(row: Pick<Row, 'may'>, verb: Verb): boolean {
  return row.may.some(({ action, allowed }) => action === verb && allowed)
}

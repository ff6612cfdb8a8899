import {
  BadgeCheck,
  Ban,
  CircleCheck,
  CirclePause,
  CircleX,
  Gauge,
  HeartPulse,
  Hourglass,
  LoaderCircle,
  OctagonAlert,
  Replace,
  Undo2,
} from 'lucide-react'
import type { FindingAnswer, RolloutAnswer } from '@/api/gen'
import type { Look } from '@/ui/states'

/** How each state of a rollout looks. */
export const ROLLOUT_STATES: Record<RolloutAnswer['state'], Look> = {
  provisioning: { word: 'Provisioning', tone: 'info', icon: LoaderCircle, turning: true },
  verifying: { word: 'Verifying', tone: 'info', icon: HeartPulse },
  shifting: { word: 'Shifting', tone: 'info', icon: LoaderCircle, turning: true },
  baking: { word: 'Baking', tone: 'info', icon: Gauge },
  promoting: { word: 'Promoting', tone: 'info', icon: BadgeCheck },
  rolling_back: { word: 'Rolling back', tone: 'warn', icon: Undo2 },
  succeeded: { word: 'Succeeded', tone: 'ok', icon: CircleCheck },
  rolled_back: { word: 'Rolled back', tone: 'warn', icon: Undo2 },
  rollback_failed: { word: 'Rollback failed', tone: 'bad', icon: OctagonAlert },
  failed: { word: 'Failed', tone: 'bad', icon: CircleX },
  cancelled: { word: 'Cancelled', tone: 'idle', icon: Ban },
  superseded: { word: 'Superseded', tone: 'idle', icon: Replace },
}
export const PAUSED: Look = { word: 'Paused', tone: 'warn', icon: CirclePause }

export const GATE_STATES: Record<FindingAnswer['state'], Look> = {
  passed: { word: 'Passed', tone: 'ok', icon: CircleCheck },
  breached: { word: 'Breached', tone: 'bad', icon: CircleX },
  few: { word: 'Too little seen', tone: 'idle', icon: Hourglass },
}

export const STRATEGIES: Record<RolloutAnswer['strategy'], string> = {
  all_at_once: 'All at once',
  blue_green: 'Blue/green',
  canary: 'Canary',
  host: 'As its host does it',
}

import {
  Archive,
  BadgeCheck,
  Ban,
  ChevronDown,
  ChevronsUp,
  ChevronUp,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CirclePause,
  CircleSlash,
  CircleX,
  Eraser,
  Eye,
  History,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  Moon,
  OctagonAlert,
  PencilLine,
  ShieldAlert,
  ShieldCheck,
  ShieldQuestionMark,
  TimerOff,
  Trash2,
  TriangleAlert,
  Undo2,
} from 'lucide-react'
import type {
  AgentAnswer,
  DeploymentRow,
  EvaluationAnswer,
  LoggedCall,
  PolicyItem,
  ProposalAnswer,
  RunAnswer,
  RunStep,
  VersionAnswer,
  ViolationAnswer,
} from '@/api/gen'
import type { Tone } from './tone'

export type Look = { word: string; tone: Tone; icon: LucideIcon; turning?: boolean }

// The one map from a state to its word, colour and icon: badges, lists, timelines and charts all look here.

export const DEPLOYMENT_STATES: Record<DeploymentRow['status'], Look> = {
  planned: { word: 'Planned', tone: 'idle', icon: CircleDashed },
  pending_approval: { word: 'Pending approval', tone: 'warn', icon: Hourglass },
  approved: { word: 'Approved', tone: 'info', icon: BadgeCheck },
  deploying: { word: 'Deploying', tone: 'info', icon: LoaderCircle, turning: true },
  deployed: { word: 'Deployed', tone: 'ok', icon: CircleCheck },
  degraded: { word: 'Degraded', tone: 'warn', icon: TriangleAlert },
  paused: { word: 'Paused', tone: 'idle', icon: CirclePause },
  rolling_back: { word: 'Rolling back', tone: 'warn', icon: Undo2 },
  failed: { word: 'Failed', tone: 'bad', icon: CircleX },
  rejected: { word: 'Rejected', tone: 'bad', icon: Ban },
  deleted: { word: 'Deleted', tone: 'idle', icon: Trash2 },
}

export const HEALTH_STATES: Record<DeploymentRow['health']['state'], Look> = {
  healthy: { word: 'Healthy', tone: 'ok', icon: CircleCheck },
  degraded: { word: 'Degraded', tone: 'warn', icon: TriangleAlert },
  failing: { word: 'Failing', tone: 'bad', icon: CircleX },
  unknown: { word: 'Unknown', tone: 'idle', icon: CircleHelp },
  idle: { word: 'Idle', tone: 'idle', icon: Moon },
}

export const AGENT_STATES: Record<AgentAnswer['status'], Look> = {
  draft: { word: 'Draft', tone: 'idle', icon: PencilLine },
  pending_approval: { word: 'Pending approval', tone: 'warn', icon: Hourglass },
  active: { word: 'Active', tone: 'ok', icon: CircleCheck },
  archived: { word: 'Archived', tone: 'idle', icon: Archive },
}

export const VERSION_STATES: Record<VersionAnswer['status'], Look> = {
  draft: { word: 'Draft', tone: 'idle', icon: PencilLine },
  active: { word: 'Active', tone: 'ok', icon: CircleCheck },
  retired: { word: 'Retired', tone: 'idle', icon: History },
}

export const RISK_STATES: Record<ProposalAnswer['risk']['level'], Look> = {
  low: { word: 'Low risk', tone: 'idle', icon: ShieldCheck },
  medium: { word: 'Medium risk', tone: 'warn', icon: ShieldQuestionMark },
  high: { word: 'High risk', tone: 'bad', icon: ShieldAlert },
}

export const PROPOSAL_STATES: Record<ProposalAnswer['status'], Look> = {
  pending: { word: 'Waiting', tone: 'warn', icon: Hourglass },
  approved: { word: 'Approved', tone: 'info', icon: BadgeCheck },
  applied: { word: 'Carried out', tone: 'ok', icon: CircleCheck },
  rejected: { word: 'Rejected', tone: 'bad', icon: Ban },
  voided: { word: 'Withdrawn', tone: 'idle', icon: Undo2 },
  expired: { word: 'Expired', tone: 'idle', icon: TimerOff },
  failed: { word: 'Failed', tone: 'bad', icon: CircleX },
}

/** What a policy says, from the mildest to the most severe. */
export const POLICY_VERDICTS: Record<PolicyItem['verdict'], Look> = {
  allow: { word: 'Allows', tone: 'ok', icon: CircleCheck },
  warn: { word: 'Warns', tone: 'warn', icon: TriangleAlert },
  redact: { word: 'Redacts', tone: 'warn', icon: Eraser },
  escalate: { word: 'Asks a person', tone: 'info', icon: Hourglass },
  deny: { word: 'Denies', tone: 'bad', icon: Ban },
}

export const VIOLATION_STATES: Record<ViolationAnswer['state'], Look> = {
  open: { word: 'Open', tone: 'warn', icon: CircleAlert },
  acknowledged: { word: 'Acknowledged', tone: 'info', icon: Eye },
  resolved: { word: 'Resolved', tone: 'ok', icon: CircleCheck },
  false_positive: { word: 'False positive', tone: 'idle', icon: CircleSlash },
}

/** A run that somebody cancelled is a refused one; it is told apart by its problem. */
export const RUN_STATES: Record<RunAnswer['status'] | 'cancelled', Look> = {
  waiting: { word: 'Waits for a person', tone: 'warn', icon: Hourglass },
  running: { word: 'Goes on', tone: 'info', icon: LoaderCircle, turning: true },
  answered: { word: 'Answered', tone: 'ok', icon: CircleCheck },
  refused: { word: 'Refused', tone: 'bad', icon: Ban },
  cancelled: { word: 'Cancelled', tone: 'idle', icon: CircleSlash },
  failed: { word: 'Failed', tone: 'bad', icon: CircleX },
  unknown: { word: 'Not known', tone: 'bad', icon: OctagonAlert },
}

export const USE_STATES: Record<NonNullable<RunStep['use']>['state'], Look> = {
  asked: { word: 'Waits', tone: 'warn', icon: Hourglass },
  approved: { word: 'Approved', tone: 'info', icon: BadgeCheck },
  started: { word: 'Under way', tone: 'info', icon: LoaderCircle, turning: true },
  done: { word: 'Done', tone: 'ok', icon: CircleCheck },
  failed: { word: 'Failed', tone: 'bad', icon: CircleX },
  refused: { word: 'Not done', tone: 'idle', icon: CircleSlash },
  expired: { word: 'Expired', tone: 'idle', icon: TimerOff },
  unknown: { word: 'Not known', tone: 'bad', icon: OctagonAlert },
}

/** How each end of a call looks. */
export const CALL_OUTCOMES: Record<LoggedCall['outcome'], Look> = {
  answered: { word: 'Answered', tone: 'ok', icon: CircleCheck },
  failed: { word: 'Failed', tone: 'bad', icon: CircleX },
  refused: { word: 'Refused', tone: 'warn', icon: Ban },
  cancelled: { word: 'Cancelled', tone: 'idle', icon: CircleSlash },
  waiting: { word: 'Waits for a person', tone: 'warn', icon: Hourglass },
}

export const SEVERITIES: Record<ViolationAnswer['severity'], Look> = {
  critical: { word: 'Critical', tone: 'bad', icon: OctagonAlert },
  high: { word: 'High', tone: 'bad', icon: ChevronsUp },
  medium: { word: 'Medium', tone: 'warn', icon: ChevronUp },
  low: { word: 'Low', tone: 'idle', icon: ChevronDown },
}

/** How a state looks that a page knows only by its name. */
export function lookOf(kind: 'deployment' | 'agent', state: string): Look {
  const states: Readonly<Record<string, Look>> =
    kind === 'deployment' ? DEPLOYMENT_STATES : { ...VERSION_STATES, ...AGENT_STATES }
  return states[state] ?? { word: state, tone: 'idle', icon: CircleDashed }
}

export const EVALUATION_STATES: Record<EvaluationAnswer['status'] | 'passed' | 'below', Look> = {
  queued: { word: 'Waiting', tone: 'idle', icon: Hourglass },
  running: { word: 'Running', tone: 'info', icon: LoaderCircle, turning: true },
  finished: { word: 'Finished', tone: 'ok', icon: CircleCheck },
  passed: { word: 'Passed', tone: 'ok', icon: BadgeCheck },
  below: { word: 'Below threshold', tone: 'bad', icon: CircleX },
  failed: { word: 'Failed', tone: 'bad', icon: OctagonAlert },
  cancelled: { word: 'Cancelled', tone: 'idle', icon: CircleSlash },
}

export const CASE_CHANGES: Record<'better' | 'worse' | 'same', Look> = {
  better: { word: 'Better', tone: 'ok', icon: ChevronsUp },
  worse: { word: 'Worse', tone: 'bad', icon: ChevronDown },
  same: { word: 'The same', tone: 'idle', icon: CircleDashed },
}

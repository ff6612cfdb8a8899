import type {
  PolicyCheck,
  PolicyFinding,
  PolicyItem,
  PolicyReplayAnswer,
  PolicySchemaAnswer,
  PolicyVersionItem,
} from '@/api/gen'

export type Policy = PolicyItem
export type Finding = PolicyFinding
export type CheckAnswer = PolicyCheck
export type Replay = PolicyReplayAnswer
export type Reference = PolicySchemaAnswer
export type Version = PolicyVersionItem
export type Verdict = Policy['verdict']
/** What stands on the server: the newest version of the organisation's own policies, 0 where there is none. */
export type Standing = { version: number; text: string }

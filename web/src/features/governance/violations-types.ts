import type {
  ViolationAnswer,
  ViolationCounts,
  ViolationDetail,
  ViolationSummary as ViolationSummaryAnswer,
} from '@/api/gen'

export type Violation = ViolationAnswer
export type Detail = ViolationDetail
export type Summary = ViolationSummaryAnswer
export type Counts = ViolationCounts
export type Severity = Violation['severity']
export type State = Violation['state']
export type Move = Violation['actions'][number]

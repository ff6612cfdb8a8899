import type {
  CaseAnswer,
  ComparedAnswer,
  ComparedCase,
  ComparisonAnswer,
  DatasetAnswer,
  DatasetDetail,
  EvaluationAnswer,
  EvaluationDetail,
  EvaluationRuleAnswer,
  ResultAnswer,
  Scorer,
} from '@/api/gen'

export type Run = EvaluationAnswer
export type RunDetail = EvaluationDetail
export type Result = ResultAnswer
export type Compared = ComparedAnswer
export type Comparison = ComparisonAnswer
export type Pair = ComparedCase
export type Dataset = DatasetAnswer
export type Detail = DatasetDetail
export type Case = CaseAnswer
export type Rule = EvaluationRuleAnswer
export type { Scorer }
export type Only = 'passed' | 'failed' | 'errors'
export type Change = 'better' | 'worse' | 'same'

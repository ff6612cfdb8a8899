import type { RunAnswer, RunDetail, RunStep } from '@/api/gen'

export type Run = RunAnswer
export type Detail = RunDetail
export type Step = RunStep
export type Use = NonNullable<RunStep['use']>
export type Status = RunAnswer['status']

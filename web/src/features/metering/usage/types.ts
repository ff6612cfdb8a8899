import type { CallAnswer, UsageGroup, UsageSummary } from '@/api/gen'

export type Call = CallAnswer
export type Group = UsageGroup
export type Report = UsageSummary
export type By = Report['by']
export type Window = '24h' | '7d' | '30d' | '90d'
export type Measure = 'calls' | 'cost' | 'tokens'

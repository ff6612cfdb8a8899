import type { BudgetAnswer, LimitAnswer, SubjectAnswer } from '@/api/gen'

export type Budget = BudgetAnswer
export type Limit = LimitAnswer
export type Subject = Pick<SubjectAnswer, 'id' | 'name'>
export type Scope = Budget['scope']
export type Period = Budget['period']

/** The dialog that is open on the page. */
export type Open<Row> = { dialog: 'add' } | { dialog: 'edit' | 'delete'; row: Row; limit?: number } | null

import type { AnnotatorAnswer, AnnotatorKindAnswer } from '@/api/gen'

export type Annotator = AnnotatorAnswer
export type Kind = AnnotatorKindAnswer
export type Direction = Annotator['directions'][number]

/** The dialog that is open on the page. */
export type Open = { dialog: 'add' } | { dialog: 'edit' | 'test' | 'delete'; row: Annotator } | null

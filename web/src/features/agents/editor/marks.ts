import { type Diagnostic, setDiagnostics } from '@codemirror/lint'
import type { EditorState, TransactionSpec } from '@codemirror/state'
import type { Finding } from '../types'

/** Marks for what the server found, each at its place in the text. */
export function marks(state: EditorState, findings: readonly Finding[]): TransactionSpec {
  return setDiagnostics(
    state,
    findings.map((finding): Diagnostic => {
      const { from, to } = placeOf(state, finding)
      const message = finding.hint ? `${finding.message} ${finding.hint}` : finding.message
      return { from, to, severity: finding.severity, message, source: finding.code }
    }),
  )
}

/** From where it begins to the end of the word or the line; the first line for what concerns the whole file. */
export function placeOf(state: EditorState, { line, column }: Finding): { from: number; to: number } {
  const found = state.doc.line(Math.min(Math.max(line ?? 1, 1), state.doc.lines))
  const from = Math.min(found.from + Math.max((column ?? 1) - 1, 0), found.to)
  const word = /^[\w$-]+(?=\s*:)/.exec(state.sliceDoc(from, found.to))?.[0]
  return { from, to: word ? from + word.length : found.to }
}

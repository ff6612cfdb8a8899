import { type Diagnostic, setDiagnostics } from '@codemirror/lint'
import type { EditorState, TransactionSpec } from '@codemirror/state'
import type { Finding } from '../types'

/** Marks for what the server found, each at its place in the text. */
export function marks(state: EditorState, findings: readonly Finding[]): TransactionSpec {
  return setDiagnostics(
    state,
    findings.map(
      (finding): Diagnostic => ({
        ...placeOf(state, finding),
        severity: finding.severity,
        message: `${finding.message} ${finding.fix}`,
      }),
    ),
  )
}

/** Where a finding is in the text; it is at least one letter wide where there is one. */
export function placeOf(state: EditorState, finding: Finding): { from: number; to: number } {
  const from = offset(state, finding.line, finding.column)
  const to = offset(state, finding.end_line, finding.end_column)
  return { from, to: Math.max(to, Math.min(from + 1, state.doc.length)) }
}

/** The server counts characters, and the editor counts some of them, such as emoji, twice. */
function offset(state: EditorState, line: number, column: number): number {
  const found = state.doc.line(Math.min(Math.max(line, 1), state.doc.lines))
  const before = [...found.text].slice(0, Math.max(column - 1, 0)).join('')
  return Math.min(found.from + before.length, found.to)
}

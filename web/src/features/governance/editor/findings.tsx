import { CircleX, TriangleAlert } from 'lucide-react'
import type { Finding } from '../types'
import type { Check } from './use-check'

/** What the server found, in words, each leading to its place. */
export function Findings({ check, onGoTo }: { check: Check; onGoTo: (finding: Finding) => void }) {
  const findings = check.answer?.findings ?? []
  if (findings.length === 0) return null
  return (
    <ul aria-label="What the checks found" className="flex max-h-56 flex-col gap-1 overflow-y-auto text-sm">
      {findings.map((finding) => (
        <li key={`${finding.line} ${finding.column} ${finding.message}`} className="flex gap-1.5">
          <Mark severity={finding.severity} />
          <span className="wrap-anywhere min-w-0">
            <button
              type="button"
              onClick={() => onGoTo(finding)}
              className="rounded text-accent underline-offset-2 hover:underline"
            >
              Line {finding.line}:
            </button>{' '}
            {finding.message} <span className="text-muted">{finding.fix}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}

/** Whether the checks pass, and whether that is up to date. */
export function Verdict({ check }: { check: Check }) {
  const errors = check.answer?.valid === false
  return (
    <span role="status" className={`text-xs ${errors ? 'font-medium text-bad' : 'text-muted'}`}>
      {summary(check)}
    </span>
  )
}

function Mark({ severity }: Pick<Finding, 'severity'>) {
  const Icon = severity === 'error' ? CircleX : TriangleAlert
  return (
    <>
      <Icon
        aria-hidden
        className={`mt-0.5 size-4 shrink-0 ${severity === 'error' ? 'text-bad' : 'text-warn'}`}
      />
      <span className="sr-only">{severity === 'error' ? 'Error: ' : 'Warning: '}</span>
    </>
  )
}

function summary({ answer, state }: Check): string {
  if (state === 'away')
    return 'It cannot be checked: Remit does not answer. Your text is kept, and it is tried again.'
  if (answer === null) return 'Checking…'
  const errors = answer.findings.filter(({ severity }) => severity === 'error').length
  const warnings = answer.findings.length - errors
  if (errors + warnings === 0) return `Every check passed, ${count(answer.policies, 'policy', 'policies')}`
  return [count(errors, 'error', 'errors'), count(warnings, 'warning', 'warnings')].filter(Boolean).join(', ')
}

function count(number: number, one: string, many: string): string {
  if (number === 0 && one !== 'policy') return ''
  return `${number} ${number === 1 ? one : many}`
}

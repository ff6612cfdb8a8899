import { CircleX, TriangleAlert } from 'lucide-react'
import type { Finding } from '../types'
import type { Check } from './use-check'

type Props = {
  check: Check
  /** What the form calls the field that a finding is about; none in the text view, and for what only it shows. */
  fieldOf: (finding: Finding) => string | null
  /** A finding as the form says it. */
  say: (finding: Finding) => string
  onGoTo: (finding: Finding) => void
}

/** What the server found, in words, each leading to its place. */
export function Findings({ check, fieldOf, say, onGoTo }: Props) {
  const findings = check.answer?.findings ?? []
  if (findings.length === 0) return null
  return (
    <ul aria-label="What the checks found" className="flex flex-col gap-1 text-sm">
      {findings.map((finding) => (
        <li
          key={`${finding.code} ${finding.path} ${finding.line} ${finding.message}`}
          className="flex gap-1.5"
        >
          <Mark severity={finding.severity} />
          <span className="wrap-anywhere min-w-0">
            <Found finding={finding} field={fieldOf(finding)} say={say} onGoTo={onGoTo} />
          </span>
        </li>
      ))}
    </ul>
  )
}

type FoundProps = Omit<Props, 'check' | 'fieldOf'> & { finding: Finding; field: string | null }

/** Where it is, as a way there, and what is wrong. */
function Found({ finding, field, say, onGoTo }: FoundProps) {
  const go = (words: string) => (
    <button
      type="button"
      onClick={() => onGoTo(finding)}
      className="rounded text-accent underline-offset-2 hover:underline"
    >
      {words}
    </button>
  )
  if (field !== null) {
    const words = say(finding)
    const rest = words.startsWith(`${field} `) ? words.slice(field.length) : null
    return rest === null ? (
      <>
        {go(`${field}:`)} {words}
      </>
    ) : (
      <>
        {go(field)}
        {rest}
      </>
    )
  }
  return (
    <>
      {finding.line !== null && <>{go(`Line ${finding.line}:`)} </>}
      <Words text={finding.message} />{' '}
      {finding.hint && (
        <span className="text-muted">
          <Words text={finding.hint} />
        </span>
      )}
    </>
  )
}

/** A sentence with the names in it set apart. */
export function Words({ text }: { text: string }) {
  return text.split('`').map((part, at) =>
    at % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence have no name but their place
      <code key={at} className="font-mono text-xs">
        {part}
      </code>
    ) : (
      part
    ),
  )
}

/** Whether the checks pass, and whether that is up to date. */
export function Verdict({ check }: { check: Check }) {
  const errors = check.answer?.findings.some(({ severity }) => severity === 'error')
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
  if (state === 'away') return 'It cannot be checked: Remit does not answer. It is tried again.'
  if (state === 'waiting') return 'Your organisation had many files checked: the next check waits a little.'
  if (answer === null) return 'Checking…'
  const errors = answer.findings.filter(({ severity }) => severity === 'error').length
  const warnings = answer.findings.length - errors
  if (errors + warnings === 0) return 'Every check passed'
  return [count(errors, 'error'), count(warnings, 'warning')].filter(Boolean).join(', ')
}

function count(number: number, noun: string): string {
  return number === 0 ? '' : `${number} ${noun}${number === 1 ? '' : 's'}`
}

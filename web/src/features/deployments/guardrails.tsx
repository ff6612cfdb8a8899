import { Check, type LucideIcon, TriangleAlert, X } from 'lucide-react'
import { Section } from './section'
import type { Deployment } from './types'

type Guardrail = Deployment['checks'][number]
type Outcome = { word: string; icon: LucideIcon; colour: string }

const PASS: Outcome = { word: 'Pass', icon: Check, colour: 'text-ok' }
const WARN: Outcome = { word: 'Warn', icon: TriangleAlert, colour: 'text-warn' }
const FAIL: Outcome = { word: 'Fail', icon: X, colour: 'text-bad' }

/** Each check with its outcome; a warning did not stop the plan. */
export function Guardrails({ checks }: { checks: readonly Guardrail[] }) {
  if (checks.length === 0) return null
  return (
    <Section title="Guardrails">
      <GuardrailList checks={checks} />
    </Section>
  )
}

/** The checks alone, one line each. */
export function GuardrailList({ checks }: { checks: readonly Guardrail[] }) {
  return (
    <ul className="flex flex-col gap-1">
      {checks.map((check) => (
        <Line key={check.name} check={check} />
      ))}
    </ul>
  )
}

function Line({ check: { name, passed, severity, message } }: { check: Guardrail }) {
  const { word, icon: Icon, colour } = passed ? PASS : severity === 'warning' ? WARN : FAIL
  return (
    <li className="flex items-start gap-2">
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${colour}`} />
      <span className={`w-9 shrink-0 ${colour}`}>{word}</span>
      <span className="wrap-anywhere min-w-0">
        <span className="font-medium">{sentence(name)}</span> <span className="text-muted">{message}</span>
      </span>
    </li>
  )
}

function sentence(name: string): string {
  const spaced = name.replaceAll('_', ' ')
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}

import { Building2, FlaskConical, LockKeyhole } from 'lucide-react'
import { Badge } from '@/ui/badge'
import { POLICY_VERDICTS } from '@/ui/states'
import type { Policy, Verdict } from './types'

/** What a policy says. */
export function VerdictBadge({ verdict }: { verdict: Verdict }) {
  return <Badge {...POLICY_VERDICTS[verdict]} />
}

/** Whose it is, and whether it is only on trial. */
export function PolicyMarks({ policy: { origin, mode } }: { policy: Policy }) {
  return (
    <span className="flex flex-wrap gap-1">
      {origin === 'built-in' ? (
        <Badge tone="idle" icon={LockKeyhole} word="Built-in" />
      ) : (
        <Badge tone="info" icon={Building2} word="Your own" />
      )}
      {mode === 'shadow' && <Badge tone="warn" icon={FlaskConical} word="Shadow" />}
    </span>
  )
}

import { Badge } from '@/ui/badge'
import { SEVERITIES, VIOLATION_STATES } from '@/ui/states'
import type { Severity, State } from './violations-types'
import { labelWords } from './violations-words'

export function SeverityBadge({ severity }: { severity: Severity }) {
  return <Badge {...SEVERITIES[severity]} />
}

export function StateBadge({ state }: { state: State }) {
  return <Badge {...VIOLATION_STATES[state]} />
}

/** What was said of the text, the first few of it. */
export function Labels({ labels, most = 3 }: { labels: readonly string[]; most?: number }) {
  if (labels.length === 0) return <span className="text-muted">–</span>
  const more = labels.length - most
  return (
    <span className="flex flex-wrap gap-1">
      {labels.slice(0, most).map((label) => (
        <span
          key={label}
          title={label}
          className="wrap-anywhere max-w-44 truncate rounded bg-raised px-1.5 text-xs leading-5"
        >
          {labelWords(label)}
        </span>
      ))}
      {more > 0 && <span className="text-muted text-xs leading-5">and {more} more</span>}
    </span>
  )
}

import { Badge } from '@/ui/badge'
import { CASE_CHANGES, EVALUATION_STATES } from '@/ui/states'
import type { Change, Run } from './types'
import { between, score } from './words'

/** Where a run stands; one that has ended below its threshold says so. */
export function RunBadge({ run }: { run: Run }) {
  const state =
    run.status !== 'finished' || run.passed === null ? run.status : run.passed ? 'passed' : 'below'
  return <Badge {...EVALUATION_STATES[state]} />
}

export function ChangeBadge({ change }: { change: Change }) {
  return <Badge {...CASE_CHANGES[change]} />
}

export function PassBadge({ passed, error }: { passed: boolean; error: boolean }) {
  return (
    <Badge
      {...EVALUATION_STATES[error ? 'failed' : passed ? 'passed' : 'below']}
      word={error ? 'No answer' : passed ? 'Passed' : 'Not passed'}
    />
  )
}

/** A score drawn as a bar, with the range that the true one lies in. */
export function ScoreBar({
  value,
  interval,
  threshold,
}: {
  value: number | null
  interval: readonly number[] | null | undefined
  threshold?: number | null
}) {
  const [low = 0, high = 0] = interval ?? []
  return (
    <span className="flex min-w-32 items-center gap-2">
      <span className="w-9 shrink-0 font-medium tabular-nums">{score(value)}</span>
      <span
        className="relative h-2 flex-1 rounded-full bg-raised"
        title={value === null ? '' : between(interval)}
      >
        {value !== null && (
          <>
            <span
              aria-hidden
              className="absolute inset-y-0 rounded-full bg-accent/35"
              style={{ left: `${low * 100}%`, width: `${Math.max(1, (high - low) * 100)}%` }}
            />
            <span
              aria-hidden
              className="absolute -inset-y-0.5 w-0.5 bg-accent"
              style={{ left: `calc(${value * 100}% - 1px)` }}
            />
          </>
        )}
        {threshold != null && (
          <span
            aria-hidden
            title={`Wanted: ${score(threshold)}`}
            className="absolute -inset-y-1 w-px bg-text/60"
            style={{ left: `${threshold * 100}%` }}
          />
        )}
      </span>
      {value !== null && <span className="sr-only">between {between(interval)}</span>}
    </span>
  )
}

/** Text of a case, cut with a way to see all of it by scrolling. */
export function Said({ label, children }: { label: string; children: string }) {
  return (
    <div className="min-w-0">
      <p className="font-medium text-muted text-xs">{label}</p>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="wrap-anywhere max-h-56 overflow-auto whitespace-pre-wrap font-sans text-sm"
      >
        {children || '–'}
      </pre>
    </div>
  )
}

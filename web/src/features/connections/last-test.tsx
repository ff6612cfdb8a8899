import { CircleCheck, CircleDashed, CircleX, LoaderCircle } from 'lucide-react'
import { Badge } from '@/ui/badge'
import { Moment } from '@/ui/moment'
import type { Test } from './types'

/** How the last test went: the state, what came back, how fast and when; and what to fix. */
export function LastTest({ test, busy }: { test: Test | null; busy: boolean }) {
  return (
    <div aria-live="polite" className="flex flex-col gap-1 text-sm">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <State test={test} busy={busy} />
        {busy && <span className="text-muted">Calling it…</span>}
        {!busy && test && (
          <>
            <span className="wrap-anywhere min-w-0">{test.said}</span>
            <span className="text-muted tabular-nums">
              {new Intl.NumberFormat('en-GB').format(test.milliseconds)} ms, <Moment at={test.at} />
            </span>
          </>
        )}
        {!busy && !test && <span className="text-muted">Nobody has called it since it was set up.</span>}
      </div>
      {!busy && test?.fix && (
        <p className="wrap-anywhere">
          <span className="font-medium">What to do: </span>
          {test.fix}
        </p>
      )}
    </div>
  )
}

function State({ test, busy }: { test: Test | null; busy: boolean }) {
  if (busy) return <Badge tone="info" icon={LoaderCircle} word="Testing" turning />
  if (test === null) return <Badge tone="idle" icon={CircleDashed} word="Not tested" />
  return test.ok ? (
    <Badge tone="ok" icon={CircleCheck} word="Works" />
  ) : (
    <Badge tone="bad" icon={CircleX} word="Failed" />
  )
}

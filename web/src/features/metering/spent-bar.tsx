import { cn } from '@/ui/cn'
import type { Budget } from './types'
import { money, percent } from './words'

/** What of a budget is spent and held: the numbers first, and the same as a bar for the eye. */
export function SpentBar({ budget }: { budget: Budget }) {
  const { spent_usd, reserved_usd, limit_usd, thresholds } = budget
  const spent = Math.min(100, (spent_usd / limit_usd) * 100)
  const held = Math.min(100 - spent, (reserved_usd / limit_usd) * 100)
  const tone = spent >= 100 ? 'bg-bad' : budget.crossed.length > 0 ? 'bg-warn' : 'bg-ok'
  return (
    <div className="flex min-w-36 flex-col gap-1">
      <p className="whitespace-nowrap text-sm tabular-nums">
        {money(spent_usd)} <span className="text-muted">of {money(limit_usd)}</span>
        <span className="text-muted text-xs"> · {percent(spent_usd, limit_usd)} %</span>
      </p>
      <span aria-hidden className="relative flex h-1.5 overflow-hidden rounded-full bg-idle-tint">
        <span className={cn('h-full', tone)} style={{ width: `${spent}%` }} />
        <span className={cn('h-full opacity-40', tone)} style={{ width: `${held}%` }} />
        {thresholds
          .filter((each) => each < 100)
          .map((each) => (
            <span key={each} className="absolute inset-y-0 w-px bg-text/50" style={{ left: `${each}%` }} />
          ))}
      </span>
      {reserved_usd > 0 && (
        <p className="text-muted text-xs tabular-nums">and {money(reserved_usd)} held by calls that run</p>
      )}
    </div>
  )
}

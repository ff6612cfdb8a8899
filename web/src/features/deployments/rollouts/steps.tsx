import { Check } from 'lucide-react'
import type { RolloutAnswer } from '@/api/gen'
import { cn } from '@/ui/cn'

const DONE = new Set<RolloutAnswer['state']>(['promoting', 'succeeded'])
const BEFORE = new Set<RolloutAnswer['state']>(['provisioning', 'verifying'])

/** The steps of a rollout: what share of the calls each gives to the new revision, and which one it is at. */
export function Steps({ rollout: { steps, step, state } }: { rollout: RolloutAnswer }) {
  const at = DONE.has(state) ? steps.length : BEFORE.has(state) ? -1 : step
  return (
    <ol aria-label="Steps" className="flex flex-wrap gap-1.5">
      {steps.map((percent, place) => (
        <li
          key={percent}
          aria-current={place === at ? 'step' : undefined}
          className={cn(
            'inline-flex h-6 items-center gap-1 rounded-full border px-2.5 text-xs tabular-nums',
            place < at && 'border-transparent bg-ok-tint text-ok',
            place === at && 'border-info bg-info-tint font-semibold text-info',
            place > at && 'text-muted',
          )}
        >
          {place < at && <Check aria-hidden className="size-3" />}
          {percent} %{place < at && <span className="sr-only">, done</span>}
        </li>
      ))}
    </ol>
  )
}

type ShareProps = { share: number; revision: number; stable: number }

/** Who answers which share of the calls. */
export function Share({ share, revision, stable }: ShareProps) {
  return (
    <div className="flex flex-col gap-1 text-sm">
      <div
        role="img"
        aria-label={`Revision ${revision} answers ${share} % of the calls, revision ${stable} ${100 - share} %`}
        className="flex h-2 overflow-hidden rounded-full bg-idle-tint"
      >
        <div className="bg-info transition-[width]" style={{ width: `${share}%` }} />
      </div>
      <p aria-hidden className="flex justify-between gap-3 text-muted text-xs tabular-nums">
        <span>
          Revision {revision} (new): {share} %
        </span>
        <span>
          Revision {stable}: {100 - share} %
        </span>
      </p>
    </div>
  )
}

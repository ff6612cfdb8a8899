import { cn } from '@/ui/cn'
import { Hint } from '@/ui/hint'
import { HEALTH_STATES } from '@/ui/states'
import type { Tone } from '@/ui/tone'
import type { Row } from './types'

const COLOUR: Record<Tone, string> = {
  ok: 'text-ok',
  info: 'text-info',
  warn: 'text-warn',
  bad: 'text-bad',
  idle: 'text-muted',
}

/** How a deployment does, in a word; why is told on hover and focus. */
export function HealthMark({ health }: { health: Row['health'] }) {
  const { word, tone, icon: Icon } = HEALTH_STATES[health.state]
  return (
    <Hint words={health.reason}>
      <button
        type="button"
        aria-label={`${word}: ${health.reason}`}
        className={cn('inline-flex min-h-6 cursor-default items-center gap-1 rounded', COLOUR[tone])}
      >
        <Icon aria-hidden className="size-3.5 shrink-0" />
        {word}
      </button>
    </Hint>
  )
}

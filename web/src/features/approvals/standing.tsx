import { Check, Circle, CircleDashed } from 'lucide-react'
import { cn } from '@/ui/cn'
import { Moment } from '@/ui/moment'
import { Notice } from '@/ui/notice'
import { Part } from './parts'
import type { Detail } from './types'

type Stage = NonNullable<Detail['progress']>['stages'][number]

const MARKS: Record<Stage['state'], { icon: typeof Check; word: string; colour: string }> = {
  done: { icon: Check, word: 'Done', colour: 'text-ok' },
  now: { icon: Circle, word: 'Waits now', colour: 'text-warn' },
  later: { icon: CircleDashed, word: 'Later', colour: 'text-muted' },
}

/** Who has to approve, stage by stage, and who has; one other person where no rule holds. */
export function Progress({ detail: { progress, escalates_at: escalates } }: { detail: Detail }) {
  if (!progress) return null
  return (
    <Part title="Who approves">
      <p role="status" className="wrap-anywhere text-sm">
        {progress.words}
      </p>
      <ol className="flex flex-col gap-1.5 text-sm">
        {progress.stages.map((stage, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: stages have no other name than their place, and never move
          <StageLine key={place} stage={stage} escalated={progress.escalated && stage.state === 'now'} />
        ))}
      </ol>
      {progress.lacking && (
        <Notice tone="warn" title="Nobody could give what is still needed">
          {progress.lacking} Reject it, or have it asked for again under another rule.
        </Notice>
      )}
      <p className="wrap-anywhere text-muted text-xs">
        By the rule {progress.rule}, version {progress.number}
        {progress.matching > 1 && `, the strictest of ${progress.matching} that match`}.
        {escalates && (
          <>
            {' '}
            It goes to more people <Moment at={escalates} />.
          </>
        )}
      </p>
    </Part>
  )
}

function StageLine({ stage, escalated }: { stage: Stage; escalated: boolean }) {
  const { icon: Icon, word, colour } = MARKS[stage.state]
  return (
    <li className="flex gap-2">
      <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', colour)} />
      <span className="wrap-anywhere min-w-0">
        <span className="sr-only">{word}: </span>
        {stage.words}
        {escalated && <span className="font-medium"> (escalated)</span>}
        {stage.approved.length > 0 && (
          <span className="text-muted">. Approved by {stage.approved.join(', ')}</span>
        )}
      </span>
    </li>
  )
}

/** That a change did not wait, who answers for it, and what a third person found. */
export function Urgency({ detail: { override } }: { detail: Detail }) {
  if (!override) return null
  const { first, second, review } = override
  const title = second
    ? 'This did not wait for its approvals'
    : `${first.who.name} says that this cannot wait: another owner or admin has to say so as well`
  return (
    <Notice tone={second ? 'bad' : 'warn'} title={title}>
      {[first, second].map(
        (said) =>
          said && (
            <p key={said.at} className="wrap-anywhere">
              {said.who.name}: “{said.words}”
            </p>
          ),
      )}
      {review && (
        <p className="wrap-anywhere">
          {review.who.name} looked at it afterwards: “{review.words}”
        </p>
      )}
      {override.needs_review && <p>A third person has to look at it still.</p>}
    </Notice>
  )
}

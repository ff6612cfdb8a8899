import { memo } from 'react'
import { cn } from '@/ui/cn'
import { Answer } from './answer'
import { Question } from './question'
import type { ShownTurn } from './tree'

/** One message and the answers to it: one below the other, or side by side where there is room. */
export const Turn = memo(
  function Turn({ turn }: { turn: ShownTurn }) {
    const several = turn.answers.length > 1
    return (
      <div className="flex w-full flex-col gap-3 py-3">
        {turn.question && (
          <div className="mx-auto w-full max-w-3xl">
            <Question message={turn.question} />
          </div>
        )}
        <div
          className={cn(
            'mx-auto grid w-full min-w-0 gap-3',
            several ? 'max-w-6xl md:grid-cols-[repeat(auto-fit,minmax(18rem,1fr))]' : 'max-w-3xl',
          )}
        >
          {turn.answers.map((answer) => (
            <Answer key={answer.participant_id ?? answer.id} message={answer} boxed={several} />
          ))}
        </div>
      </div>
    )
  },
  (before, after) => sameTurn(before.turn, after.turn),
)

/** Turns are grouped anew with every change; those whose messages are the same need no drawing. */
function sameTurn(before: ShownTurn, after: ShownTurn): boolean {
  return (
    before.question === after.question &&
    before.answers.length === after.answers.length &&
    before.answers.every((answer, index) => answer === after.answers[index])
  )
}

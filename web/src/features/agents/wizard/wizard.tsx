import { ArrowLeft, ArrowRight } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Button } from '@/ui/button'
import { Notice } from '@/ui/notice'
import { Steps } from '@/ui/steps'
import { setField } from '../document/edit'
import { readRemit, typeOf } from '../document/fields'
import { DraftEditor } from '../editor/draft-editor'
import { useCheck } from '../editor/use-check'
import { StepFields } from './step-fields'
import { missing, stepsOf } from './steps'

type Props = {
  text: string
  onChange: (text: string) => void
  /** Where the person stands; kept with the draft. */
  step: number
  onStep: (step: number) => void
}

/** The questions of the interview as a form, over the same document; one can always go back, and on when a step is right. */
export function Wizard({ text, onChange, step: kept, onStep }: Props) {
  const steps = stepsOf(typeOf(text))
  const [at, setAt] = useState(Math.min(kept, steps.length - 1))
  const [asked, setAsked] = useState(false)
  const [leaving, setLeaving] = useState(false)
  const check = useCheck(text)
  // What is chosen when nobody has chosen yet is written down with the first change.
  const change = (next: string) => {
    setLeaving(false)
    onChange('type' in readRemit(next) ? next : setField(next, ['remit', 'type'], typeOf(next)))
  }
  const heading = useRef<HTMLHeadingElement>(null)
  const moved = useRef(false)
  const step = steps[at] ?? steps[0]
  const go = (next: number) => {
    moved.current = true
    setAsked(false)
    setAt(next)
    onStep(next)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new step is told by moving the focus to its heading
  useEffect(() => {
    if (moved.current) heading.current?.focus()
  }, [at])
  const found = check.text === text ? (check.answer?.findings ?? []) : []
  const wrong = step ? missing(text, step, found) : []
  const last = at === steps.length - 1
  const known = check.text === text || check.state === 'away' || check.state === 'waiting'
  // biome-ignore lint/correctness/useExhaustiveDependencies: a step is left once what it says has been looked at
  useEffect(() => {
    if (!leaving || !(known || wrong.length > 0)) return
    setLeaving(false)
    if (wrong.length > 0) setAsked(true)
    else if (!last) go(at + 1)
  }, [leaving, known])
  if (!step) return null
  return (
    <div className="flex min-w-0 flex-col gap-5">
      <Steps steps={steps} at={at} onGo={go} />
      <form
        className="flex min-w-0 flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault()
          setLeaving(true)
        }}
      >
        <div>
          <h2 ref={heading} tabIndex={-1} className="font-semibold text-base outline-none">
            {step.title}
          </h2>
          <p className="text-muted text-sm">{step.words}</p>
        </div>
        {step.id === 'review' ? (
          <DraftEditor text={text} onChange={change} first={typeOf(text) === 'function' ? 'code' : 'form'} />
        ) : (
          <StepFields id={step.id} text={text} onChange={change} check={check} />
        )}
        {asked && wrong.length > 0 && (
          <Notice tone="bad" title="Mend this before you go on">
            <ul className="list-disc pl-4">
              {wrong.map((each) => (
                <li key={each}>{each}</li>
              ))}
            </ul>
          </Notice>
        )}
        <div className="flex gap-2 border-t pt-4">
          {at > 0 && (
            <Button variant="outline" onClick={() => go(at - 1)}>
              <ArrowLeft aria-hidden />
              Back
            </Button>
          )}
          {!last && (
            <Button type="submit" variant="primary" busy={leaving}>
              Next
              <ArrowRight aria-hidden />
            </Button>
          )}
        </div>
      </form>
    </div>
  )
}

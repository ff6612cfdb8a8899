import { useNavigate } from '@tanstack/react-router'
import { ArrowLeft, ArrowRight } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { ChoicesAnswer } from '@/api/gen'
import { asProblem } from '@/api/problem'
import { paths } from '@/paths'
import { type SearchParams, useSearchParams } from '@/search-params'
import { Button } from '@/ui/button'
import { Failure } from '@/ui/failure'
import { Notice } from '@/ui/notice'
import { PageHeader } from '@/ui/page-header'
import { Skeleton } from '@/ui/skeleton'
import { Steps } from '@/ui/steps'
import { Refusal } from '../command/refusal'
import { newKey, useConfirm, useDrop } from '../command/use-command'
import { choiceOf, missing, planBody, STEPS } from './choice'
import { Checks, Review } from './outcome'
import { useChoices, usePlan } from './queries'
import { Size } from './size'
import { What } from './what'
import { Where } from './where'

/** What → where → how much → checks → review: a deployment chosen by parts, planned as its command would be. */
export function NewDeployment() {
  const [search, change] = useSearchParams()
  const choices = useChoices(search.region ?? '')
  return (
    <>
      <PageHeader
        title="New deployment"
        description="Nothing is carried out before the last step, and nothing without a look at the plan."
      />
      {choices.data ? (
        <Wizard choices={choices.data} search={search} change={change} />
      ) : choices.isError ? (
        <Failure
          what="What there is to choose from could not be loaded"
          error={choices.error}
          busy={choices.isFetching}
          onRetry={() => void choices.refetch()}
        />
      ) : (
        <Skeleton className="h-64 max-w-2xl" />
      )}
    </>
  )
}

type Props = {
  choices: ChoicesAnswer
  search: SearchParams
  change: (changes: SearchParams, how?: { replace?: boolean }) => void
}

const CHECKS = STEPS.findIndex(({ id }) => id === 'checks')

function Wizard({ choices, search, change }: Props) {
  const navigate = useNavigate()
  const choice = choiceOf(search)
  const plan = usePlan()
  const confirm = useConfirm()
  const drop = useDrop()
  const [key] = useState(newKey)
  const [asked, setAsked] = useState(false)
  const heading = useRef<HTMLHeadingElement>(null)
  const moved = useRef(false)
  const wanted = STEPS.findIndex(({ id }) => id === search.step)
  const body = planBody(choices, choice)
  const planned = plan.variables && JSON.stringify(plan.variables) === JSON.stringify(body)
  // A plan is not in the address: without one of exactly this choice the checks are still to come.
  const at = Math.max(0, planned ? wanted : Math.min(wanted, CHECKS - 1))
  const step = STEPS[at] ?? STEPS[0]
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new step is told by moving the focus to its heading
  useEffect(() => {
    if (moved.current) heading.current?.focus()
  }, [at])
  if (!step) return null
  const wrong = missing(step.id, choice, choices)
  const result = plan.data?.result
  const forget = () => {
    if (result && !confirm.isSuccess) drop.mutate(result.plan_id)
    plan.reset()
    confirm.reset()
  }
  const make = () => {
    forget()
    plan.mutate(body)
  }
  const go = (place: number) => {
    moved.current = true
    setAsked(false)
    if (place < CHECKS) forget()
    if (place === CHECKS && at < CHECKS) make()
    change({ step: STEPS[place]?.id })
  }
  const finish = () => {
    if (!result) return
    const { plan_id } = result
    confirm.mutate(
      { planId: plan_id, idempotencyKey: key },
      { onSuccess: () => void navigate({ to: paths.deployment, params: { id: plan_id } }) },
    )
  }
  const set = (changes: SearchParams) => change(changes, { replace: true })
  const parts = { choices, choice, onChange: set }
  return (
    <form
      className="flex min-w-0 flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault()
        if (wrong.length > 0) setAsked(true)
        else if (step.id === 'review') finish()
        else if (step.id !== 'checks' || result) go(at + 1)
      }}
    >
      <Steps steps={STEPS} at={at} onGo={go} />
      <div>
        <h2 ref={heading} tabIndex={-1} className="font-semibold text-base outline-none">
          {step.title}
        </h2>
        <p className="text-muted text-sm">{plan.isError && step.id === 'checks' ? REFUSED : step.words}</p>
      </div>
      {step.id === 'what' && <What {...parts} />}
      {step.id === 'where' && <Where {...parts} />}
      {step.id === 'size' && <Size {...parts} />}
      {step.id === 'checks' && <Checks result={result} error={plan.error} onRetry={make} />}
      {step.id === 'review' && result && <Review result={result} env={choice.env} />}
      {asked && wrong.length > 0 && (
        <Notice tone="bad" title="Mend this before you go on" className="max-w-2xl">
          <ul className="list-disc pl-4">
            {wrong.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </Notice>
      )}
      {confirm.error && <Refusal problem={asProblem(confirm.error)} onRetry={finish} />}
      <div className="flex flex-wrap gap-2 border-t pt-4">
        {at > 0 && (
          <Button disabled={confirm.isPending} onClick={() => go(at - 1)}>
            <ArrowLeft aria-hidden />
            Back
          </Button>
        )}
        {step.id === 'review' ? (
          <>
            <Button type="submit" variant="primary" busy={confirm.isPending}>
              {result?.requires_approval ? 'Ask for approval' : 'Deploy'}
            </Button>
            <Button
              variant="ghost"
              disabled={confirm.isPending}
              onClick={() => {
                forget()
                void navigate({ to: paths.deployments })
              }}
            >
              Drop the plan
            </Button>
          </>
        ) : (
          <Button
            type="submit"
            variant="primary"
            busy={plan.isPending}
            disabled={step.id === 'checks' && !result}
          >
            Next
            <ArrowRight aria-hidden />
          </Button>
        )}
      </div>
    </form>
  )
}

const REFUSED = 'There is no plan: go back and change what stands in its way.'

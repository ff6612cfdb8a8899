import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { NewEvaluation } from '@/api/gen'
import { listAgentsOptions } from '@/api/gen/@tanstack/react-query.gen'
import { paths } from '@/paths'
import { Button } from '@/ui/button'
import { CloseButton, Dialog } from '@/ui/dialog'
import { Failure } from '@/ui/failure'
import { Field, Input, Select, Switch } from '@/ui/form'
import { useDatasets, useEstimate, useStart } from '../queries'
import { type Draft, newDraft, scorerOf } from './draft'
import { Forecast } from './forecast'
import { Scorers } from './scorers'

type Props = { agent: string | undefined; dataset: string | undefined; onClose: () => void }

/** Chooses what is measured, shows what it would cost, and starts it. */
export function StartDialog(props: Props) {
  const agents = useQuery(listAgentsOptions({ query: { limit: 100 } }))
  const datasets = useDatasets('', false)
  const [agent, setAgent] = useState(props.agent ?? '')
  const [dataset, setDataset] = useState(props.dataset ?? '')
  const [asked, setAsked] = useState(true)
  const [drafts, setDrafts] = useState<Draft[]>([newDraft()])
  const [threshold, setThreshold] = useState('')
  const [real, setReal] = useState(false)
  const [wish, setWish] = useState<NewEvaluation | null>(null)
  const [wrong, setWrong] = useState<string>()
  const estimate = useEstimate(wish)
  const start = useStart()
  const navigate = useNavigate()
  const changed = () => {
    setWish(null)
    setWrong(undefined)
    start.reset()
  }
  const look = () => {
    try {
      setWish({
        agent,
        dataset,
        scorers: asked ? [] : drafts.map(scorerOf),
        threshold: threshold.trim() ? share(threshold) : null,
        effects: real ? 'real' : 'rehearsed',
      })
      setWrong(undefined)
    } catch (error) {
      setWrong(error instanceof Error ? error.message : String(error))
    }
  }
  const go = () =>
    wish &&
    start.mutate(
      { body: wish },
      { onSuccess: ({ id }) => void navigate({ to: paths.evaluation, params: { id } }) },
    )
  const ready = wish !== null && estimate.data !== undefined && !estimate.isError && !estimate.isFetching
  return (
    <Dialog
      title="Evaluate an agent"
      onClose={props.onClose}
      busy={start.isPending}
      footer={
        <>
          <CloseButton />
          {ready ? (
            <Button variant="primary" busy={start.isPending} onClick={go}>
              Start
            </Button>
          ) : (
            <Button
              variant="primary"
              disabled={!agent || !dataset}
              busy={wish !== null && estimate.isFetching}
              onClick={look}
            >
              Estimate the cost
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-4" onChange={changed}>
        <Field label="Agent" help="Its newest version is measured.">
          {(control) => (
            <Select
              {...control}
              value={agent}
              onChange={({ target }) => setAgent(target.value)}
              options={[
                { value: '', label: 'Choose an agent' },
                ...named(
                  agents.data?.items.map(({ slug }) => slug),
                  agent,
                ),
              ]}
            />
          )}
        </Field>
        <Field
          label="Dataset"
          help={
            datasets.data?.items.length === 0
              ? 'There is none yet: make one under Datasets first.'
              : undefined
          }
        >
          {(control) => (
            <Select
              {...control}
              value={dataset}
              onChange={({ target }) => setDataset(target.value)}
              options={[
                { value: '', label: 'Choose a dataset' },
                ...named(
                  datasets.data?.items.map(({ slug }) => slug),
                  dataset,
                ),
              ]}
            />
          )}
        </Field>
        <Switch checked={asked} onChange={setAsked}>
          Score as the agent’s file or a rule asks
        </Switch>
        {!asked && (
          <Scorers
            drafts={drafts}
            onChange={(next) => {
              setDrafts(next)
              changed()
            }}
          />
        )}
        <Field label="Threshold" optional help="The mean score that is wanted, from 0 to 1.">
          {(control) => (
            <Input
              {...control}
              className="w-24"
              inputMode="decimal"
              value={threshold}
              onChange={({ target }) => setThreshold(target.value)}
            />
          )}
        </Field>
        <Switch checked={real} onChange={setReal}>
          Really do what the agent does, once for each case
        </Switch>
        {wrong && <p className="text-bad text-sm">{wrong}</p>}
        {wish && estimate.isError && <Failure what="It cannot be evaluated" error={estimate.error} />}
        {ready && <Forecast estimate={estimate.data} />}
        {start.isError && <Failure what="It was not started" error={start.error} />}
      </div>
    </Dialog>
  )
}

function named(slugs: readonly string[] | undefined, chosen: string) {
  const all = slugs ?? []
  const shown = chosen && !all.includes(chosen) ? [chosen, ...all] : all
  return shown.map((slug) => ({ value: slug, label: slug }))
}

function share(text: string): number {
  const value = Number(text)
  if (!(value >= 0 && value <= 1)) throw new Error('The threshold is a number from 0 to 1, like 0.8.')
  return value
}

import { useState } from 'react'
import type { ChoicesAnswer } from '@/api/gen'
import type { SearchParams } from '@/search-params'
import { Failure } from '@/ui/failure'
import { type RadioCard, RadioCards, Search } from '@/ui/form'
import type { Choice, Kind } from './choice'
import { type Pick, PickList } from './pick-list'
import { useActiveAgents } from './queries'

type Props = { choices: ChoicesAnswer; choice: Choice; onChange: (changes: SearchParams) => void }

const KINDS: readonly RadioCard<Kind>[] = [
  { value: 'agent', title: 'An agent', words: 'What you built, in its active version.' },
  { value: 'model', title: 'A model', words: 'Of the catalogue, on instances sized for it.' },
  { value: 'file', title: 'A model file', words: 'A GGUF file, on the machine that Remit runs on.' },
]

/** What is to be deployed. */
export function What({ choices, choice, onChange }: Props) {
  const [sought, setSought] = useState('')
  const { kind, name } = choice
  const agents = useActiveAgents(sought, kind === 'agent')
  const found: Record<Kind, () => readonly Pick[]> = {
    agent: () =>
      agents.data?.items.map((each) => ({
        id: each.slug,
        title: each.slug,
        words: each.description,
        aside: each.type,
      })) ?? [],
    model: () => choices.models.filter(matches(sought)).map(modelPick),
    file: () =>
      choices.files.filter((file) => contains(file, sought)).map((id) => ({ id, title: id, words: '' })),
  }
  const loading = kind === 'agent' && agents.isPending
  return (
    <div className="flex max-w-2xl flex-col gap-4">
      <RadioCards
        legend="What kind of thing is it?"
        name="kind"
        value={kind}
        onChange={(next) => onChange({ kind: next, name: undefined, host: undefined })}
        cards={KINDS}
        className="sm:grid-cols-3"
      />
      <div className="flex flex-col gap-2">
        <Search label={SEARCH[kind]} value={sought} onChange={setSought} />
        {kind === 'agent' && agents.isError ? (
          <Failure
            what="The agents could not be loaded"
            error={agents.error}
            busy={agents.isFetching}
            onRetry={() => void agents.refetch()}
          />
        ) : (
          <PickList
            label={LABELS[kind]}
            picks={found[kind]()}
            value={name}
            onChange={(id) => onChange({ name: id })}
            empty={loading ? 'Looking …' : sought ? 'Nothing is called that.' : NONE[kind]}
          />
        )}
      </div>
    </div>
  )
}

function modelPick(model: ChoicesAnswer['models'][number]): Pick {
  return {
    id: model.id,
    title: model.name,
    words: `${model.publisher}, ${model.licence}, up to ${model.context.toLocaleString('en-US')} tokens of context`,
    aside: `${model.parameters} B`,
  }
}

function matches(sought: string) {
  return ({ id, name, publisher }: ChoicesAnswer['models'][number]) =>
    contains(`${id} ${name} ${publisher}`, sought)
}

function contains(text: string, sought: string): boolean {
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean)
  return words.every((word) => text.toLowerCase().includes(word))
}

const SEARCH: Record<Kind, string> = {
  agent: 'Search agents',
  model: 'Search models',
  file: 'Search files',
}
const LABELS: Record<Kind, string> = { agent: 'Agent', model: 'Model', file: 'Model file' }
const NONE: Record<Kind, string> = {
  agent: 'No agent is active yet: make one under Agents, and promote it.',
  model: 'The catalogue is empty.',
  file: 'There is no GGUF file in the models folder: it is `models` in Remit’s data directory, unless REMIT_MODELS names another.',
}

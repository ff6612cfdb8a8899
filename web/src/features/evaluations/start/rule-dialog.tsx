import { useState } from 'react'
import { Failure } from '@/ui/failure'
import { Field, Input } from '@/ui/form'
import { FormDialog } from '@/ui/form-dialog'
import { useAddRule } from '../queries'
import { type Draft, newDraft, scorerOf } from './draft'
import { Scorers } from './scorers'

const FIELDS = [
  { name: 'dataset', label: 'Dataset', help: 'In its newest version.' },
  { name: 'threshold', label: 'Wanted', help: 'The mean score, from 0 to 1.' },
  { name: 'agent', label: 'Agent', help: 'Only of this one; of all when left empty.' },
  { name: 'tag', label: 'Tag', help: 'Only of agents with it; of all when left empty.' },
] as const

/** Asks for a score before agents may be promoted. */
export function RuleDialog({ onClose }: { onClose: () => void }) {
  const [draft, setDraft] = useState({ dataset: '', threshold: '0.8', agent: '', tag: '' })
  const [drafts, setDrafts] = useState<Draft[]>([newDraft()])
  const [wrong, setWrong] = useState<string>()
  const add = useAddRule()
  const send = () => {
    try {
      const { dataset, threshold, agent, tag } = draft
      const scorers = drafts.map(scorerOf)
      setWrong(undefined)
      add.mutate(
        { body: { dataset, threshold: Number(threshold), agent, tag, scorers } },
        { onSuccess: onClose },
      )
    } catch (error) {
      setWrong(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <FormDialog
      title="Ask for an evaluation"
      description="Agents are not promoted before they reach this; what runs already goes on."
      verb="Add rule"
      wide
      busy={add.isPending}
      error={add.error}
      onSubmit={send}
      onClose={onClose}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        {FIELDS.map(({ name, label, help }) => (
          <Field key={name} label={label} help={help} optional={name === 'agent' || name === 'tag'}>
            {(control) => (
              <Input
                {...control}
                value={draft[name]}
                onChange={({ target }) => setDraft({ ...draft, [name]: target.value })}
              />
            )}
          </Field>
        ))}
      </div>
      <Scorers drafts={drafts} onChange={setDrafts} />
      {wrong && <p className="text-bad text-sm">{wrong}</p>}
      {add.isError && <Failure what="The rule was not added" error={add.error} />}
    </FormDialog>
  )
}

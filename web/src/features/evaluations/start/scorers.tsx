import { Plus, X } from 'lucide-react'
import { Button } from '@/ui/button'
import { Field, Input, Select, Textarea } from '@/ui/form'
import { SCORERS } from '../words'
import { type Draft, newDraft } from './draft'

type Props = { drafts: readonly Draft[]; onChange: (drafts: Draft[]) => void }

const TYPES = (Object.keys(SCORERS) as Draft['type'][]).map((type) => ({
  value: type,
  label: SCORERS[type].label,
}))

/** How answers are scored: one or several ways, each with its own fields. */
export function Scorers({ drafts, onChange }: Props) {
  const set = (id: number, changes: Partial<Draft>) =>
    onChange(drafts.map((each) => (each.id === id ? { ...each, ...changes } : each)))
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-1 font-medium text-sm">Scorers</legend>
      {drafts.map((draft, at) => (
        <div key={draft.id} className="flex flex-col gap-3 rounded-md border p-3">
          <div className="flex items-end gap-2">
            <Field label={`Scorer ${at + 1}`} help={SCORERS[draft.type].help} className="flex-1">
              {(control) => (
                <Select
                  {...control}
                  value={draft.type}
                  onChange={({ target }) => set(draft.id, { type: target.value as Draft['type'] })}
                  options={TYPES}
                />
              )}
            </Field>
            {drafts.length > 1 && (
              <Button
                variant="ghost"
                size="smallIcon"
                className="mb-5"
                aria-label={`Remove scorer ${at + 1}`}
                onClick={() => onChange(drafts.filter(({ id }) => id !== draft.id))}
              >
                <X aria-hidden />
              </Button>
            )}
          </div>
          <Own draft={draft} onChange={(changes) => set(draft.id, changes)} />
        </div>
      ))}
      {drafts.length < 10 && (
        <Button className="self-start" onClick={() => onChange([...drafts, newDraft(drafts)])}>
          <Plus aria-hidden />
          One more scorer
        </Button>
      )}
    </fieldset>
  )
}

type OwnProps = { draft: Draft; onChange: (changes: Partial<Draft>) => void }

function Own({ draft, onChange }: OwnProps) {
  const text = (name: 'pattern' | 'criteria' | 'json_schema' | 'values', label: string, help: string) => (
    <Field label={label} help={help}>
      {(control) => (
        <Textarea
          {...control}
          rows={3}
          value={draft[name]}
          onChange={({ target }) => onChange({ [name]: target.value })}
          className={name === 'criteria' || name === 'values' ? '' : 'font-mono text-xs'}
        />
      )}
    </Field>
  )
  const line = (name: 'model' | 'tolerance' | 'path' | 'weight', label: string, help: string) => (
    <Field label={label} help={help} optional className="flex-1">
      {(control) => (
        <Input
          {...control}
          value={draft[name]}
          onChange={({ target }) => onChange({ [name]: target.value })}
        />
      )}
    </Field>
  )
  return (
    <>
      {draft.type === 'contains' &&
        text(
          'values',
          'Texts',
          'One a line, all of which must be there; the expected answer when left empty.',
        )}
      {draft.type === 'regex' && text('pattern', 'Pattern', 'Matched in linear time, so that none can hang.')}
      {draft.type === 'json_schema' && text('json_schema', 'Schema', 'JSON Schema that the answer must fit.')}
      {draft.type === 'judge' && text('criteria', 'Criteria', 'What a good answer is, in your words.')}
      <div className="flex flex-wrap gap-3">
        {draft.type === 'judge' && line('model', 'Model', 'Which judges; the default one when left empty.')}
        {draft.type === 'similarity' &&
          line('model', 'Embeddings', 'A model for them; letters are compared without.')}
        {draft.type === 'numeric' && line('tolerance', 'Tolerance', 'How far the number may be off.')}
        {draft.type !== 'judge' && line('path', 'Part', 'Of an answer in JSON, like total.')}
        {line('weight', 'Weight', 'How much it counts beside others.')}
      </div>
    </>
  )
}

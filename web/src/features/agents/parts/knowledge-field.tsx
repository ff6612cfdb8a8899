import { Plus, Trash2 } from 'lucide-react'
import { Button } from '@/ui/button'
import { Field, Input, Switch, Textarea } from '@/ui/form'
import { setField } from '../document/edit'
import { isRecord, PATHS, readRemit, setNumber } from '../document/fields'
import type { Part } from './part'
import { Typed } from './typed'

type Document = { title: string; text: string }
type Props = Part & {
  label: string
  help?: string | undefined
  error?: string | undefined
  readOnly: boolean
}

/** Where an agent looks before it answers: the organisation's library, and documents of its own. */
export function KnowledgeField({ label, help, error, text, readOnly, onChange }: Props) {
  const given = readRemit(text).knowledge
  const knowledge = isRecord(given) ? given : {}
  const documents = Array.isArray(knowledge.documents) ? (knowledge.documents as Document[]) : []
  const put = (name: string, value: unknown) =>
    onChange(setField(text, [...PATHS.knowledge, name], value as never))
  const write = (next: readonly Document[]) => put('documents', next.length > 0 ? next : undefined)
  const set = (at: number, change: Partial<Document>) =>
    write(documents.map((each, place) => (place === at ? { ...each, ...change } : each)))
  const looks = knowledge.library === true || documents.length > 0
  return (
    <fieldset disabled={readOnly} className="flex min-w-0 flex-col items-start gap-3">
      <legend className="mb-1 font-medium text-sm">{label}</legend>
      <Switch
        checked={knowledge.library === true}
        disabled={readOnly}
        onChange={(on) => put('library', on || undefined)}
      >
        It looks in the organisation’s library
      </Switch>
      {documents.map((document, at) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: a title that is being typed must not move the focus
          key={at}
          className="flex w-full min-w-0 flex-col gap-2 rounded-md border p-3"
        >
          <div className="flex items-end gap-2">
            <Field label="Title" className="min-w-0 flex-1">
              {(control) => (
                <Input
                  {...control}
                  value={document.title ?? ''}
                  onChange={({ target }) => set(at, { title: target.value })}
                />
              )}
            </Field>
            <Button
              variant="ghost"
              size="icon"
              aria-label={`Remove ${document.title || `document ${at + 1}`}`}
              onClick={() => write(documents.filter((_, place) => place !== at))}
            >
              <Trash2 aria-hidden />
            </Button>
          </div>
          <Field label="Text" help="Markdown or plain text.">
            {(control) => (
              <Textarea
                {...control}
                rows={6}
                className="font-mono text-xs leading-5"
                value={document.text ?? ''}
                onChange={({ target }) => set(at, { text: target.value })}
              />
            )}
          </Field>
        </div>
      ))}
      {!readOnly && (
        <Button variant="outline" onClick={() => write([...documents, { title: '', text: '' }])}>
          <Plus aria-hidden />
          Add a document
        </Button>
      )}
      {looks && (
        <Field label="Passages" help="How many it reads at most; 4 when left out." className="w-40">
          {(control) => (
            <Typed
              {...control}
              inputMode="numeric"
              value={String(knowledge.passages ?? '')}
              onType={(typed) => onChange(setNumber(text, [...PATHS.knowledge, 'passages'], typed))}
            />
          )}
        </Field>
      )}
      {(error || help) && <p className={`text-xs ${error ? 'text-bad' : 'text-muted'}`}>{error ?? help}</p>}
    </fieldset>
  )
}

import { useState } from 'react'
import { Failure } from '@/ui/failure'
import { Field, Input, Textarea } from '@/ui/form'
import { FormDialog } from '@/ui/form-dialog'
import { useEditDataset } from '../queries'
import type { Case, Detail } from '../types'

type Props = { dataset: Detail; row: Case; onClose: () => void }

/** Changes one case, which makes the next version of the dataset. */
export function CaseDialog({ dataset, row, onClose }: Props) {
  const [draft, setDraft] = useState({
    name: row.name,
    input: shown(row.input),
    expected: shown(row.expected),
    tags: row.tags.join(', '),
  })
  const [wrong, setWrong] = useState<{ input?: string; expected?: string }>({})
  const edit = useEditDataset()
  const set = (changes: Partial<typeof draft>) => setDraft({ ...draft, ...changes })
  const send = () => {
    const input = read(draft.input, typeof row.input !== 'string')
    const expected = draft.expected === '' ? { value: null } : read(draft.expected, isJson(row.expected))
    const bad = {
      ...(input === null && { input: 'This is no JSON any more: check its quotes and brackets.' }),
      ...(expected === null && { expected: 'This is no JSON any more: check its quotes and brackets.' }),
    }
    setWrong(bad)
    if (input === null || expected === null) return
    const tags = draft.tags.split(',').map((tag) => tag.trim())
    edit.mutate(
      {
        path: { slug: dataset.slug },
        body: {
          base_version: dataset.version.number,
          replace: [
            {
              id: row.id,
              case: {
                name: draft.name,
                input: input.value,
                expected: expected.value,
                tags: tags.filter((tag) => tag !== ''),
                metadata: row.metadata,
                answers: row.answers,
              },
            },
          ],
        },
      },
      { onSuccess: onClose },
    )
  }
  return (
    <FormDialog
      title={`Case ${row.place + 1}`}
      description="Saving makes the next version of the dataset."
      verb="Save"
      wide
      busy={edit.isPending}
      error={edit.error ?? (Object.keys(wrong).length > 0 ? wrong : null)}
      onSubmit={send}
      onClose={onClose}
    >
      <Field label="Name" optional>
        {(control) => (
          <Input
            {...control}
            value={draft.name}
            maxLength={120}
            onChange={({ target }) => set({ name: target.value })}
          />
        )}
      </Field>
      <Field label="Input" error={wrong.input}>
        {(control) => (
          <Textarea
            {...control}
            rows={5}
            value={draft.input}
            onChange={({ target }) => set({ input: target.value })}
          />
        )}
      </Field>
      <Field label="Expected" optional error={wrong.expected}>
        {(control) => (
          <Textarea
            {...control}
            rows={5}
            value={draft.expected}
            onChange={({ target }) => set({ expected: target.value })}
          />
        )}
      </Field>
      <Field label="Tags" optional help="With commas between them.">
        {(control) => (
          <Input {...control} value={draft.tags} onChange={({ target }) => set({ tags: target.value })} />
        )}
      </Field>
      {edit.isError && <Failure what="The case was not saved" error={edit.error} />}
    </FormDialog>
  )
}

function isJson(value: unknown): boolean {
  return value !== null && value !== undefined && typeof value !== 'string'
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}

/** Reads what was typed the way it was before: as JSON, or as text. */
function read(text: string, json: boolean): { value: unknown } | null {
  if (!json) return { value: text }
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return null
  }
}

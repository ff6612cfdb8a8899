import { useState } from 'react'
import { CloseButton, Dialog } from '@/ui/dialog'
import { Failure } from '@/ui/failure'
import { Field, Select } from '@/ui/form'
import { FormDialog } from '@/ui/form-dialog'
import { Skeleton } from '@/ui/skeleton'
import { toast } from '@/ui/toast'
import { bodyOf, changeOf, type Draft, draftOf, type Errors, errorsOf, newDraft } from './draft'
import { fieldErrors } from './errors'
import { Fields } from './fields'
import { useChange, useCreate, useKinds } from './queries'
import type { Annotator, Kind } from './types'

type Props = {
  /** The one to change; none for a new one. */
  row: Annotator | null
  onClose: () => void
  onAdded: (added: Annotator) => void
}

/** Adds an annotator, or changes one. */
export function AnnotatorDialog(props: Props) {
  const { data, error, refetch } = useKinds()
  const title = props.row ? `Change ${props.row.name}` : 'Add an annotator'
  const kind = data?.items.find((each) => !props.row || each.kind === props.row.kind)
  if (data && kind) return <Form {...props} title={title} kinds={data.items} first={kind} />
  return (
    <Dialog title={title} onClose={props.onClose} footer={<CloseButton />}>
      {error ? (
        <Failure what="The kinds of annotators could not be loaded" error={error} onRetry={refetch} />
      ) : (
        <Skeleton className="h-64" />
      )}
    </Dialog>
  )
}

type FormProps = Props & { title: string; kinds: readonly Kind[]; first: Kind }

function Form({ row, title, kinds, first, onClose, onAdded }: FormProps) {
  const [kind, setKind] = useState(first)
  const [draft, setDraft] = useState<Draft>(() => (row ? draftOf(row) : newDraft(first)))
  const [typed, setTyped] = useState<Errors>({})
  const create = useCreate()
  const change = useChange()
  const sending = row ? change : create
  const errors: Errors = { ...fieldErrors(sending.error), ...typed }
  const choose = (id: string) => {
    const chosen = kinds.find((each) => each.kind === id) ?? first
    setKind(chosen)
    setDraft((before) => newDraft(chosen, before))
    create.reset()
  }
  const send = () => {
    const wrong = errorsOf(draft)
    setTyped(wrong)
    if (Object.keys(wrong).length > 0) return
    if (!row) return create.mutate({ body: bodyOf(draft, kind) }, { onSuccess: onAdded })
    const saved = () => {
      toast.success(`${row.name} is changed`)
      onClose()
    }
    change.mutate({ path: { annotator_id: row.id }, body: changeOf(draft, row) }, { onSuccess: saved })
  }
  return (
    <FormDialog
      title={title}
      verb={row ? 'Save' : 'Add annotator'}
      busy={sending.isPending}
      error={sending.error ?? (Object.keys(typed).length > 0 ? typed : null)}
      onSubmit={send}
      onClose={onClose}
    >
      {!row && (
        <Field label="Kind" help={kind.help}>
          {(control) => (
            <Select
              {...control}
              value={kind.kind}
              onChange={(event) => choose(event.target.value)}
              options={kinds.map(({ kind, label }) => ({ value: kind, label }))}
            />
          )}
        </Field>
      )}
      <Fields
        draft={draft}
        kind={kind}
        row={row}
        errors={errors}
        onChange={(changes) => setDraft((before) => ({ ...before, ...changes }))}
      />
      {sending.isError && Object.keys(fieldErrors(sending.error)).length === 0 && (
        <Failure what={`The annotator was not ${row ? 'changed' : 'added'}`} error={sending.error} />
      )}
    </FormDialog>
  )
}

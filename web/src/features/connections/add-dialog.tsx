import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { createConnectionMutation } from '@/api/gen/@tanstack/react-query.gen'
import { CloseButton, Dialog } from '@/ui/dialog'
import { Failure } from '@/ui/failure'
import { Field, Select } from '@/ui/form'
import { FormDialog } from '@/ui/form-dialog'
import { Skeleton } from '@/ui/skeleton'
import { bodyOf, draftOf } from './draft'
import { fieldErrors } from './errors'
import { Fields } from './fields'
import { type Kind, useKinds } from './kinds'
import { refreshProviders } from './queries'
import { isToolbox, type Provider } from './types'

type Props = { onClose: () => void; onAdded: (added: Provider) => void }

/** Adds a provider; what it answers is tried out at once by whoever opened the dialog. */
export function AddDialog({ onClose, onAdded }: Props) {
  const { data, error, refetch } = useKinds()
  const [first] = data?.items ?? []
  if (data && first) return <AddForm kinds={data.items} first={first} onClose={onClose} onAdded={onAdded} />
  return (
    <Dialog title="Add a model provider" onClose={onClose} footer={<CloseButton />}>
      {error ? (
        <Failure what="The kinds of providers could not be loaded" error={error} onRetry={refetch} />
      ) : (
        <Skeleton className="h-64" />
      )}
    </Dialog>
  )
}

function AddForm({ kinds, first, onClose, onAdded }: Props & { kinds: readonly Kind[]; first: Kind }) {
  const [kind, setKind] = useState(first)
  const [draft, setDraft] = useState(() => draftOf(first))
  const queries = useQueryClient()
  const add = useMutation({
    ...createConnectionMutation(),
    onSuccess: async (added) => {
      await refreshProviders(queries)
      onClose()
      if (!isToolbox(added)) onAdded(added)
    },
  })
  const errors = fieldErrors(add.error)
  const choose = (id: string) => {
    const chosen = kinds.find((each) => each.kind === id) ?? first
    setKind(chosen)
    setDraft((before) => draftOf(chosen, before))
    add.reset()
  }
  return (
    <FormDialog
      title="Add a model provider"
      verb="Add and test"
      busy={add.isPending}
      error={add.error}
      onSubmit={() => add.mutate({ body: bodyOf(kind, draft) })}
      onClose={onClose}
    >
      <Field label="Provider" help={kind.help}>
        {(control) => (
          <Select
            {...control}
            value={kind.kind}
            onChange={(event) => choose(event.target.value)}
            options={kinds.map(({ kind, label }) => ({ value: kind, label }))}
          />
        )}
      </Field>
      <Fields
        draft={draft}
        kind={kind}
        storedKey={null}
        slugFixed={false}
        found={[]}
        errors={errors}
        onChange={(changes) => setDraft((before) => ({ ...before, ...changes }))}
      />
      {add.isError && Object.keys(errors).length === 0 && (
        <Failure what="The provider was not added" error={add.error} />
      )}
    </FormDialog>
  )
}

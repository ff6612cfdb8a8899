import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { listConnectionModelsOptions } from '@/api/gen/@tanstack/react-query.gen'
import { asProblem } from '@/api/problem'
import { Failure } from '@/ui/failure'
import { FormDialog } from '@/ui/form-dialog'
import { changeOf, draftFrom } from './draft'
import { fieldErrors } from './errors'
import { Fields } from './fields'
import { useKinds } from './kinds'
import { useChange } from './queries'
import { isToolbox, type Provider } from './types'

type Props = { provider: Provider; onClose: () => void; onSaved: (saved: Provider) => void }

/** Changes a provider. If somebody else was first, it is said, and saving again is on top of theirs. */
export function EditDialog({ provider, onClose, onSaved }: Props) {
  const { id, name, kind, has_secret, secret_hint } = provider
  const [draft, setDraft] = useState(() => draftFrom(provider))
  const { data } = useQuery(listConnectionModelsOptions({ path: { connection_id: id } }))
  const kinds = useKinds()
  const change = useChange()
  const errors = fieldErrors(change.error)
  const save = () =>
    change.mutate(
      { path: { connection_id: id }, body: changeOf(provider, draft) },
      {
        onSuccess: (saved) => {
          onClose()
          if (!isToolbox(saved)) onSaved(saved)
        },
        onError: (error) => {
          // The address is another one: the key must be typed again, so its field opens.
          if (asProblem(error).type === 'secret-needed') setDraft((before) => ({ ...before, secret: '' }))
        },
      },
    )
  return (
    <FormDialog
      title={`Edit ${name}`}
      verb="Save"
      busy={change.isPending}
      error={change.error}
      onSubmit={save}
      onClose={onClose}
    >
      <Fields
        draft={draft}
        kind={kinds.data?.items.find((each) => each.kind === kind)}
        storedKey={has_secret ? `•••• ${secret_hint}` : null}
        slugFixed
        found={data?.items.map((model) => model.id) ?? []}
        errors={errors}
        onChange={(changes) => setDraft((before) => ({ ...before, ...changes }))}
      />
      {change.isError && Object.keys(errors).length === 0 && (
        <Failure what={`${name} was not saved`} error={change.error}>
          {asProblem(change.error).type === 'changed-meanwhile' &&
            'Save again to put what stands here on top.'}
        </Failure>
      )}
    </FormDialog>
  )
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { AliasAnswer } from '@/api/gen'
import {
  listAliasesOptions,
  listAliasesQueryKey,
  removeAliasMutation,
  setAliasMutation,
} from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { CloseButton, Dialog } from '@/ui/dialog'
import { Failure } from '@/ui/failure'
import { Field, Input } from '@/ui/form'
import type { Detail } from '../types'

type Wish = { act: 'add' } | { act: 'remove'; alias: AliasAnswer }

/** Further names by which clients reach this deployment. */
export function Aliases({ detail }: { detail: Detail }) {
  const [wish, setWish] = useState<Wish | null>(null)
  const aliases = useQuery(listAliasesOptions())
  if (aliases.isError) return <Failure what="The aliases could not be loaded" error={aliases.error} />
  const own = aliases.data?.items.filter(({ deployment_id }) => deployment_id === detail.plan_id) ?? []
  const maySet = aliases.data?.may_set ?? false
  return (
    <section aria-labelledby="aliases" className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-3">
        <div className="flex-1">
          <h2 id="aliases" className="font-medium text-sm">
            Aliases
          </h2>
          <p className="text-muted text-sm">
            Names that OpenAI clients may send as <code>model</code> and that reach this deployment.
          </p>
        </div>
        {maySet && (
          <Button onClick={() => setWish({ act: 'add' })}>
            <Plus aria-hidden />
            Add an alias
          </Button>
        )}
      </div>
      {own.length === 0 && <p className="text-muted text-sm">None.</p>}
      <ul className="flex flex-wrap gap-2">
        {own.map((alias) => (
          <li
            key={alias.name}
            className="flex items-center gap-1 rounded-md border border-line py-1 pr-1 pl-3"
          >
            <code className="wrap-anywhere font-mono text-xs">{alias.name}</code>
            {maySet && (
              <Button size="small" variant="ghost" onClick={() => setWish({ act: 'remove', alias })}>
                Remove<span className="sr-only"> {alias.name}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {wish?.act === 'add' && <AddDialog detail={detail} onClose={() => setWish(null)} />}
      {wish?.act === 'remove' && <RemoveDialog alias={wish.alias} onClose={() => setWish(null)} />}
    </section>
  )
}

function useDone(onClose: () => void): () => Promise<void> {
  const queries = useQueryClient()
  return async () => {
    await queries.invalidateQueries({ queryKey: listAliasesQueryKey() })
    onClose()
  }
}

function AddDialog({ detail, onClose }: { detail: Detail; onClose: () => void }) {
  const [name, setName] = useState('')
  const add = useMutation({ ...setAliasMutation(), onSuccess: useDone(onClose) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const body = { agent: detail.name, environment: detail.env }
    if (name.trim() !== '') add.mutate({ path: { name: name.trim() }, body })
  }
  return (
    <Dialog title={`An alias of ${detail.name} in ${detail.env}`} onClose={onClose} busy={add.isPending}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field
          label="Name"
          help="Such as gpt-4o. If it is an alias already, calls under it come here from now on."
        >
          {(control) => (
            <Input
              {...control}
              value={name}
              maxLength={100}
              autoComplete="off"
              onChange={({ target }) => setName(target.value)}
            />
          )}
        </Field>
        {add.isError && <Failure what="The alias was not set" error={add.error} />}
        <div className="flex justify-end gap-2">
          <CloseButton />
          <Button type="submit" variant="primary" busy={add.isPending}>
            Set the alias
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function RemoveDialog({ alias, onClose }: { alias: AliasAnswer; onClose: () => void }) {
  const remove = useMutation({ ...removeAliasMutation(), onSuccess: useDone(onClose) })
  return (
    <ConfirmDialog
      title={`Remove the alias ${alias.name}?`}
      verb="Remove"
      danger
      busy={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => remove.mutate({ path: { name: alias.name } })}
    >
      <p>Calls under this name are refused from now on.</p>
    </ConfirmDialog>
  )
}

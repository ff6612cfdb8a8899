import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ToolboxDetail } from '@/api/gen'
import { createConnectionMutation } from '@/api/gen/@tanstack/react-query.gen'
import { asProblem } from '@/api/problem'
import { CloseButton, Dialog } from '@/ui/dialog'
import { Failure } from '@/ui/failure'
import { Field, Input, Select } from '@/ui/form'
import { FormDialog } from '@/ui/form-dialog'
import { Skeleton } from '@/ui/skeleton'
import { setupErrors } from './errors'
import { KeyField } from './key-field'
import { type ToolboxKind, useKinds } from './kinds'
import { refreshProviders, useChange } from './queries'
import { fieldsOf, setupDraft, setupOf } from './setup-draft'
import { SetupFields } from './setup-fields'

type AddProps = { onClose: () => void; onAdded: (id: string) => void }

/** Adds a connection with tools; whoever opened the dialog has it tested at once, which finds its tools. */
export function AddToolboxDialog({ onClose, onAdded }: AddProps) {
  const { data, error, refetch } = useKinds()
  const kinds = data?.toolboxes ?? []
  const [first] = kinds
  if (first) return <AddForm kinds={kinds} first={first} onClose={onClose} onAdded={onAdded} />
  return (
    <Dialog title="Add a connection" onClose={onClose} footer={<CloseButton />}>
      {error ? (
        <Failure what="The kinds of connections could not be loaded" error={error} onRetry={refetch} />
      ) : (
        <Skeleton className="h-64" />
      )}
    </Dialog>
  )
}

function AddForm({
  kinds,
  first,
  onClose,
  onAdded,
}: AddProps & { kinds: ToolboxKind[]; first: ToolboxKind }) {
  const [kind, setKind] = useState(first)
  const [name, setName] = useState('')
  const [slug, setSlug] = useState('')
  const [secret, setSecret] = useState('')
  const fields = fieldsOf(kind)
  const [draft, setDraft] = useState(() => setupDraft(fields))
  const queries = useQueryClient()
  const add = useMutation({
    ...createConnectionMutation(),
    onSuccess: async (added) => {
      await refreshProviders(queries)
      onClose()
      onAdded(added.id)
    },
  })
  const errors = setupErrors(add.error, fields)
  const choose = (id: string) => {
    const chosen = kinds.find((each) => each.kind === id) ?? first
    setKind(chosen)
    setDraft(setupDraft(fieldsOf(chosen)))
    add.reset()
  }
  const send = () =>
    add.mutate({
      body: {
        kind: kind.kind,
        slug: slug.trim(),
        name: name.trim() || null,
        secret: secret.trim() || null,
        // The server reads it as its kind says, and names what is wrong in it.
        setup: setupOf(fields, draft) as never,
      },
    })
  return (
    <FormDialog
      title="Add a connection"
      verb="Add and test"
      busy={add.isPending}
      error={add.error}
      onSubmit={send}
      onClose={onClose}
    >
      <Field label="Kind" help={kind.help}>
        {(control) => (
          <Select
            {...control}
            value={kind.kind}
            onChange={(event) => choose(event.target.value)}
            options={kinds.map((each) => ({ value: each.kind, label: each.label }))}
          />
        )}
      </Field>
      <NameField value={name} error={errors.name} onChange={setName} />
      <Field
        label="Slug"
        help={`An agent file names its tools as ${slug || 'slug'}.tool.`}
        error={errors.slug}
      >
        {(control) => (
          <Input
            {...control}
            className="font-mono"
            value={slug}
            maxLength={40}
            spellCheck={false}
            onChange={(event) => setSlug(event.target.value.toLowerCase())}
          />
        )}
      </Field>
      <SetupFields
        fields={fields}
        draft={draft}
        errors={errors}
        onChange={(changes) => setDraft((before) => ({ ...before, ...changes }))}
      />
      <KeyField
        stored={null}
        value={secret}
        label={kind.secret_label}
        help={`${kind.secret_help} It is sealed at once and never shown again.`}
        optional={!kind.needs_secret}
        error={errors.secret}
        onChange={(changed) => setSecret(changed ?? '')}
      />
      {add.isError && Object.keys(errors).length === 0 && (
        <Failure what="The connection was not added" error={add.error} />
      )}
    </FormDialog>
  )
}

function NameField(props: { value: string; error: string | undefined; onChange: (name: string) => void }) {
  return (
    <Field label="Name" optional error={props.error}>
      {(control) => (
        <Input
          {...control}
          value={props.value}
          maxLength={100}
          onChange={(event) => props.onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

type EditProps = { toolbox: ToolboxDetail; kind: ToolboxKind; onClose: () => void; onSaved: () => void }

/** Changes how a connection is reached. What is sent is the whole setup; the secret stays unless another is typed. */
export function EditToolboxDialog({ toolbox, kind, onClose, onSaved }: EditProps) {
  const { id, version, has_secret, secret_hint } = toolbox
  const fields = fieldsOf(kind)
  const [name, setName] = useState(toolbox.name)
  const [secret, setSecret] = useState<string | null>(has_secret ? null : '')
  const [draft, setDraft] = useState(() => setupDraft(fields, toolbox.setup))
  const change = useChange()
  const errors = setupErrors(change.error, fields)
  const body = {
    version,
    setup: setupOf(fields, draft),
    ...(name !== toolbox.name && { name: name.trim() }),
    ...(secret !== (has_secret ? null : '') && { secret: secret?.trim() || null }),
  }
  const save = () =>
    change.mutate(
      { path: { connection_id: id }, body },
      {
        onSuccess: () => {
          onClose()
          onSaved()
        },
        onError: (error) => {
          if (asProblem(error).type === 'secret-needed') setSecret('')
        },
      },
    )
  return (
    <FormDialog
      title={`Edit ${toolbox.name}`}
      verb="Save and test"
      busy={change.isPending}
      error={change.error}
      onSubmit={save}
      onClose={onClose}
    >
      <NameField value={name} error={errors.name} onChange={setName} />
      <SetupFields
        fields={fields}
        draft={draft}
        errors={errors}
        onChange={(changes) => setDraft((before) => ({ ...before, ...changes }))}
      />
      <KeyField
        stored={has_secret ? `•••• ${secret_hint}` : null}
        value={secret}
        label={kind.secret_label}
        help={`${kind.secret_help} It is sealed at once and never shown again.`}
        optional={!kind.needs_secret}
        error={errors.secret}
        onChange={setSecret}
      />
      {change.isError && Object.keys(errors).length === 0 && (
        <Failure what={`${toolbox.name} was not saved`} error={change.error} />
      )}
    </FormDialog>
  )
}

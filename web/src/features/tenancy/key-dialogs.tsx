import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import type { KeyAnswer, MadeKey } from '@/api/gen'
import { createKeyMutation, deleteKeyMutation, listKeysQueryKey } from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { CodeBlock } from '@/ui/code-block'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Dialog } from '@/ui/dialog'
import { Failure } from '@/ui/failure'
import { Field, Input, Select } from '@/ui/form'
import { FormDialog } from '@/ui/form-dialog'
import { Secret } from '@/ui/secret'
import { toast } from '@/ui/toast'
import { describe, type RoleName, roleOptions, useRoles } from './roles'

type Kind = 'personal' | 'service_account'

const KINDS = [
  { value: 'personal', label: 'Personal: acts as you' },
  { value: 'service_account', label: 'Service account: acts for itself' },
]

/** Makes a key and shows it, once. */
export function NewKey({ mayWrite, onClose }: { mayWrite: boolean; onClose: () => void }) {
  const queries = useQueryClient()
  const roles = useRoles()
  const { register, handleSubmit, watch, formState } = useForm<{ name: string; role: RoleName; kind: Kind }>({
    defaultValues: { name: '', role: 'viewer', kind: 'personal' },
  })
  const make = useMutation({
    ...createKeyMutation(),
    onSuccess: () => void queries.invalidateQueries({ queryKey: listKeysQueryKey() }),
  })
  if (make.data) return <Made made={make.data} onClose={onClose} />
  return (
    <FormDialog
      title="New key"
      verb="Make the key"
      busy={make.isPending}
      onSubmit={handleSubmit((body) => make.mutate({ body }))}
      onClose={onClose}
    >
      <Field label="Name" help="What it is for: ci, laptop." error={formState.errors.name?.message}>
        {(control) => (
          <Input
            {...control}
            {...register('name', { required: 'Give it a name.' })}
            maxLength={100}
            autoComplete="off"
          />
        )}
      </Field>
      {mayWrite && (
        <Field
          label="Kind"
          help={
            watch('kind') === 'personal'
              ? 'It ends when you leave, and never has more than your role.'
              : 'It stays when you leave; the log names the key and not you.'
          }
        >
          {(control) => <Select {...control} {...register('kind')} options={KINDS} />}
        </Field>
      )}
      <Field label="Role" help={describe(roles, watch('role'))}>
        {(control) => <Select {...control} {...register('role')} options={roleOptions(roles)} />}
      </Field>
      {make.isError && <Failure what="The key was not made" error={make.error} />}
    </FormDialog>
  )
}

function Made({ made, onClose }: { made: MadeKey; onClose: () => void }) {
  return (
    <Dialog
      title={`Key ${made.name}`}
      onClose={onClose}
      footer={
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <Secret secret={made.key} label="the key" />
        <div className="flex flex-col gap-1 text-sm">
          <p>Use it with the command line, or as a bearer token:</p>
          <CodeBlock
            label="the commands"
            code={`export REMIT_URL=${window.location.origin}\nexport REMIT_KEY=…\nremit deployments list`}
          />
        </div>
      </div>
    </Dialog>
  )
}

export function RevokeKey({ answer, onClose }: { answer: KeyAnswer; onClose: () => void }) {
  const queries = useQueryClient()
  const revoke = useMutation({
    ...deleteKeyMutation(),
    onSuccess: () => {
      toast.success(`${answer.name} is revoked`)
      void queries.invalidateQueries({ queryKey: listKeysQueryKey() })
      onClose()
    },
  })
  return (
    <ConfirmDialog
      danger
      title={`Revoke ${answer.name}`}
      verb="Revoke"
      busy={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate({ path: { key_id: answer.id } })}
      onClose={onClose}
    >
      <p>
        Whatever uses <code className="font-mono">{answer.shown}</code> is refused from now on. This cannot be
        undone; a new key can take its place.
      </p>
    </ConfirmDialog>
  )
}

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { DeploymentKey } from '@/api/gen'
import {
  createDeploymentKeyMutation,
  listDeploymentKeysQueryKey,
  revokeDeploymentKeyMutation,
  rotateDeploymentKeyMutation,
} from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { CloseButton, Dialog } from '@/ui/dialog'
import { Failure } from '@/ui/failure'
import { Field, Input, Select } from '@/ui/form'
import { Secret } from '@/ui/secret'
import { toast } from '@/ui/toast'
import type { Detail } from '../types'

export type KeyWish = { act: 'make' } | { act: 'rotate' | 'revoke'; key: DeploymentKey }

type Props = { detail: Detail; wish: KeyWish; onClose: () => void }

export function KeyDialog({ detail, wish, onClose }: Props) {
  if (wish.act === 'make') return <MakeDialog detail={detail} onClose={onClose} />
  if (wish.act === 'rotate') return <RotateDialog detail={detail} old={wish.key} onClose={onClose} />
  return <RevokeDialog detail={detail} old={wish.key} onClose={onClose} />
}

function useListAnew(planId: string): () => Promise<void> {
  const queries = useQueryClient()
  const queryKey = listDeploymentKeysQueryKey({ path: { plan_id: planId } })
  return () => queries.invalidateQueries({ queryKey })
}

function MakeDialog({ detail: { plan_id, name }, onClose }: { detail: Detail; onClose: () => void }) {
  const [called, setCalled] = useState('')
  const [tried, setTried] = useState(false)
  const onSuccess = useListAnew(plan_id)
  const make = useMutation({ ...createDeploymentKeyMutation(), onSuccess })
  const missing = called.trim() === ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!missing) make.mutate({ path: { plan_id }, body: { name: called.trim() } })
  }
  if (make.data) return <MadeDialog title={`A key for ${name}`} secret={make.data.key} onClose={onClose} />
  return (
    <Dialog title={`Make a key for ${name}`} onClose={onClose} busy={make.isPending}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field
          label="Name"
          help="Who or what will use it, such as “website”."
          error={tried && missing ? 'Give it a name, so that it can be told from others.' : undefined}
        >
          {(control) => (
            <Input
              {...control}
              value={called}
              maxLength={100}
              autoComplete="off"
              onChange={({ target }) => setCalled(target.value)}
            />
          )}
        </Field>
        {make.isError && <Failure what="No key was made" error={make.error} />}
        <div className="flex justify-end gap-2">
          <CloseButton />
          <Button type="submit" variant="primary" busy={make.isPending}>
            Make the key
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

type OldProps = { detail: Detail; old: DeploymentKey; onClose: () => void }

const GRACES = [
  { value: '0', label: 'At once' },
  { value: '3600', label: 'In an hour' },
  { value: '86400', label: 'In a day' },
]

function RotateDialog({ detail: { plan_id }, old, onClose }: OldProps) {
  const [grace, setGrace] = useState('3600')
  const onSuccess = useListAnew(plan_id)
  const rotate = useMutation({ ...rotateDeploymentKeyMutation(), onSuccess })
  if (rotate.data)
    return <MadeDialog title={`The new key ${old.name}`} secret={rotate.data.key} onClose={onClose} />
  return (
    <ConfirmDialog
      title={`Rotate the key ${old.name}?`}
      verb="Rotate"
      busy={rotate.isPending}
      error={rotate.error}
      onClose={onClose}
      onConfirm={() =>
        rotate.mutate({ path: { plan_id, key_id: old.id }, body: { grace_seconds: Number(grace) } })
      }
    >
      <p>A new key takes its place. Callers must send the new one before the old one ends.</p>
      <Field label="The old key ends">
        {(control) => (
          <Select
            {...control}
            className="w-40"
            value={grace}
            onChange={({ target }) => setGrace(target.value)}
            options={GRACES}
          />
        )}
      </Field>
    </ConfirmDialog>
  )
}

function RevokeDialog({ detail: { plan_id }, old, onClose }: OldProps) {
  const listAnew = useListAnew(plan_id)
  const revoke = useMutation({
    ...revokeDeploymentKeyMutation(),
    onSuccess: () => {
      toast.success(`The key ${old.name} is revoked`)
      onClose()
      return listAnew()
    },
  })
  return (
    <ConfirmDialog
      title={`Revoke the key ${old.name}?`}
      verb="Revoke"
      danger
      busy={revoke.isPending}
      error={revoke.error}
      onClose={onClose}
      onConfirm={() => revoke.mutate({ path: { plan_id, key_id: old.id } })}
    >
      <p>
        Whoever sends <code className="font-mono">{old.shown}</code> is refused from now on. This cannot be
        taken back.
      </p>
    </ConfirmDialog>
  )
}

function MadeDialog({ title, secret, onClose }: { title: string; secret: string; onClose: () => void }) {
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <Secret secret={secret} label="the key" />
    </Dialog>
  )
}

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import type { AccountAnswer } from '@/api/gen'
import { changePasswordMutation, currentSessionQueryKey } from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { CodeBlock } from '@/ui/code-block'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Failure } from '@/ui/failure'
import { Field, Input } from '@/ui/form'
import { toast } from '@/ui/toast'
import { NewPassword } from './new-password'

type Props = { account: AccountAnswer }
type Fields = { current: string; password: string }

/** Sets, changes or removes one's password; what proves who asks is the server's to say. */
export function Password({ account }: Props) {
  const { has_password, password_proof } = account
  return (
    <Card title="Password">
      {password_proof === 'link' ? (
        <div className="flex max-w-md flex-col gap-2 text-sm">
          <p>
            You have no password. To choose one, sign in by a link, and come back here within 15 minutes. On
            the machine where Remit runs:
          </p>
          <CodeBlock code={`./run sign-in-link --member ${account.email}`} label="the command" />
        </div>
      ) : (
        <Form key={String(has_password)} account={account} />
      )}
    </Card>
  )
}

function useChange(done: string, then: () => void) {
  const queries = useQueryClient()
  return useMutation({
    ...changePasswordMutation(),
    onSuccess: (session) => {
      queries.setQueryData(currentSessionQueryKey(), session)
      toast.success(done)
      then()
    },
  })
}

function Form({ account }: Props) {
  const { has_password, password_proof, email } = account
  const needsCurrent = password_proof === 'current'
  const [removing, setRemoving] = useState(false)
  const { register, handleSubmit, formState, reset, getValues, trigger } = useForm<Fields>({
    defaultValues: { current: '', password: '' },
  })
  const change = useChange(has_password ? 'Your password is changed' : 'You have a password', () => reset())
  const { errors } = formState
  const proof = () => (needsCurrent ? { current: getValues('current') } : {})
  return (
    <form
      noValidate
      className="flex max-w-md flex-col gap-3"
      onSubmit={handleSubmit(({ password }) => change.mutate({ body: { password, ...proof() } }))}
    >
      <input type="text" autoComplete="username" value={email} readOnly hidden />
      {needsCurrent && (
        <Field label="Current password" error={errors.current?.message}>
          {(control) => (
            <Input
              {...control}
              {...register('current', { required: 'Type your current password.' })}
              type="password"
              autoComplete="current-password"
              maxLength={5000}
            />
          )}
        </Field>
      )}
      <NewPassword
        label="New password"
        name="password"
        register={register}
        error={errors.password?.message}
      />
      <p className="text-muted text-sm">Your other sessions end, in every organisation.</p>
      {change.isError && <Failure what="Your password was not changed" error={change.error} />}
      <span className="flex flex-wrap gap-2">
        <Button type="submit" busy={change.isPending}>
          {has_password ? 'Change the password' : 'Set the password'}
        </Button>
        {has_password && (
          <Button
            variant="ghost"
            onClick={async () => (!needsCurrent || (await trigger('current'))) && setRemoving(true)}
          >
            Remove the password
          </Button>
        )}
      </span>
      {removing && <Remove proof={proof()} onClose={() => setRemoving(false)} />}
    </form>
  )
}

function Remove({ proof, onClose }: { proof: { current?: string }; onClose: () => void }) {
  const remove = useChange('You have no password', onClose)
  return (
    <ConfirmDialog
      danger
      title="Remove the password"
      verb="Remove"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ body: { password: null, ...proof } })}
      onClose={onClose}
    >
      <p>
        You then sign in by a link or through your identity provider. Your other sessions end. You can set one
        again.
      </p>
    </ConfirmDialog>
  )
}

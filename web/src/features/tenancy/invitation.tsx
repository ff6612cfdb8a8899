import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import type { InvitationLook } from '@/api/gen'
import { acceptInvitationMutation, lookAtInvitationOptions } from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { Failure } from '@/ui/failure'
import { Field, Input } from '@/ui/form'
import { Notice } from '@/ui/notice'
import { usePageTitle } from '@/ui/page-header'
import { Skeleton } from '@/ui/skeleton'
import { NewPassword } from './new-password'
import { PasswordForm } from './password-form'
import { enter, useSessionQuery } from './session'
import { useSignOut } from './use-sign-out'

type Props = { token: string; onDone: () => void }

/** What an invitation says, and how to take it. */
export function Invitation({ token, onDone }: Props) {
  usePageTitle('Invitation')
  const look = useQuery({ ...lookAtInvitationOptions({ path: { invitation: token } }), retry: false })
  if (look.isError) {
    return (
      <>
        <h1 className="mb-4 font-semibold text-xl tracking-tight">Invitation</h1>
        <Failure what="The invitation could not be shown" error={look.error} onRetry={look.refetch} />
      </>
    )
  }
  if (!look.data) return <Skeleton className="h-8 w-64" />
  return (
    <div className="mx-auto flex w-full max-w-sm flex-col gap-5">
      <div className="flex flex-col gap-1">
        <h1 className="wrap-anywhere font-semibold text-xl tracking-tight">Join {look.data.organization}</h1>
        <p className="wrap-anywhere text-muted text-sm">
          {look.data.invited_by} invited {look.data.email} as {look.data.role}.
        </p>
      </div>
      {look.data.state === 'open' ? (
        <Take token={token} look={look.data} onDone={onDone} />
      ) : (
        <Notice tone="warn" title={SPENT[look.data.state]}>
          Ask {look.data.invited_by} for a new one, or sign in if you have joined.
        </Notice>
      )}
    </div>
  )
}

const SPENT = {
  accepted: 'This invitation was accepted',
  withdrawn: 'This invitation was withdrawn',
  expired: 'This invitation has expired',
} as const

/** Three ways: as who is signed in, by signing in first, or with a new account. */
function Take({ token, look, onDone }: Props & { look: InvitationLook }) {
  const session = useSessionQuery()
  const signOut = useSignOut(window.location.pathname)
  if (session.isPending) return <Skeleton className="h-32 w-full" />
  const mine = session.isSuccess ? session.data.account?.email : undefined
  if (mine === look.email) return <AsMyself token={token} look={look} onDone={onDone} />
  return (
    <>
      {mine !== undefined && (
        <Notice tone="warn" title={`You are signed in as ${mine}`}>
          The invitation is for {look.email}.{' '}
          {look.has_account ? 'Signing in below takes the place of that.' : 'Sign out to accept it.'}
        </Notice>
      )}
      {look.has_account ? (
        <>
          <p className="text-sm">You have an account here. Sign in to accept the invitation.</p>
          <PasswordForm email={look.email} onDone={() => void session.refetch()} />
        </>
      ) : mine === undefined ? (
        <NewAccount token={token} look={look} onDone={onDone} />
      ) : (
        <Button busy={signOut.isPending} onClick={() => signOut.mutate({})}>
          Sign out
        </Button>
      )}
    </>
  )
}

function useAccept(onDone: () => void) {
  const queries = useQueryClient()
  return useMutation({
    ...acceptInvitationMutation(),
    onSuccess: (session) => {
      enter(queries, session)
      onDone()
    },
  })
}

function AsMyself({ token, look, onDone }: Props & { look: InvitationLook }) {
  const accept = useAccept(onDone)
  return (
    <>
      {accept.isError && <Failure what="You have not joined" error={accept.error} />}
      <Button
        variant="primary"
        busy={accept.isPending}
        onClick={() => accept.mutate({ path: { invitation: token }, body: {} })}
      >
        Join as {look.email}
      </Button>
    </>
  )
}

type Fields = { name: string; password: string }

function NewAccount({ token, look, onDone }: Props & { look: InvitationLook }) {
  const accept = useAccept(onDone)
  const { register, handleSubmit, formState } = useForm<Fields>({ defaultValues: { name: '', password: '' } })
  const { errors } = formState
  return (
    <form
      noValidate
      aria-label="Make your account"
      className="flex flex-col gap-4"
      onSubmit={handleSubmit((body) => accept.mutate({ path: { invitation: token }, body }))}
    >
      {accept.isError && <Failure what="You have not joined" error={accept.error} />}
      <Field label="E-mail address">
        {(control) => <Input {...control} type="email" autoComplete="username" value={look.email} readOnly />}
      </Field>
      <Field label="Your name" error={errors.name?.message}>
        {(control) => (
          <Input
            {...control}
            {...register('name', { required: 'Type the name others will see.' })}
            autoComplete="name"
            maxLength={100}
          />
        )}
      </Field>
      <NewPassword label="Password" name="password" register={register} error={errors.password?.message} />
      <Button type="submit" variant="primary" busy={accept.isPending}>
        Join
      </Button>
    </form>
  )
}

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useForm } from 'react-hook-form'
import { createSessionMutation } from '@/api/gen/@tanstack/react-query.gen'
import { asProblem } from '@/api/problem'
import { Button } from '@/ui/button'
import { Field, Input } from '@/ui/form'
import { Notice } from '@/ui/notice'
import { enter, type Session } from './session'

type Fields = { email: string; password: string }
type Props = { email?: string; onDone: (session: Session) => void }

/** An e-mail address and its password. */
export function PasswordForm({ email, onDone }: Props) {
  const queries = useQueryClient()
  const { register, handleSubmit, formState, setFocus } = useForm<Fields>({
    defaultValues: { email: email ?? '', password: '' },
  })
  const signIn = useMutation({
    ...createSessionMutation(),
    onSuccess: (session) => {
      enter(queries, session)
      onDone(session)
    },
    onError: () => setFocus('password', { shouldSelect: true }),
  })
  const { errors } = formState
  return (
    <form
      noValidate
      aria-label="Sign in"
      className="flex flex-col gap-4"
      onSubmit={handleSubmit((body) => signIn.mutate({ body }))}
    >
      {signIn.isError && <Refused error={signIn.error} />}
      <Field label="E-mail address" error={errors.email?.message}>
        {(control) => (
          <Input
            {...control}
            {...register('email', { required: 'Type your e-mail address.' })}
            type="email"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={200}
            readOnly={email !== undefined}
          />
        )}
      </Field>
      <Field label="Password" error={errors.password?.message}>
        {(control) => (
          <Input
            {...control}
            {...register('password', { required: 'Type your password.' })}
            type="password"
            autoComplete="current-password"
            maxLength={5000}
          />
        )}
      </Field>
      <Button type="submit" variant="primary" busy={signIn.isPending}>
        Sign in
      </Button>
    </form>
  )
}

/** Says in place why somebody is not signed in; it is read out, and stays until the next try. */
function Refused({ error }: { error: unknown }) {
  const { title, detail } = asProblem(error)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    void box.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <div ref={box}>
      <Notice tone="bad" title={title}>
        {detail}
      </Notice>
    </div>
  )
}

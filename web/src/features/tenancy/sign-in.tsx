import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { createSessionMutation } from '@/api/gen/@tanstack/react-query.gen'
import { asProblem } from '@/api/problem'
import { Button } from '@/ui/button'
import { Notice } from '@/ui/notice'
import { HowToSignIn } from './how-to'
import { enter } from './session'

type Props = {
  next: string
  /** Why the identity provider's answer signed nobody in. */
  refused: string | undefined
  onDone: () => void
}

/** Why an identity provider signed nobody in, and what to do. */
const WHY: Readonly<Record<string, string>> = {
  unknown: 'You are signed in there, but nobody has invited you here: ask for an invitation.',
  unverified: 'The provider does not vouch for your e-mail address. Have it verified there.',
  declined: 'The provider did not sign you in, or you went back.',
  unavailable: 'The identity provider does not answer. Try again in a moment, or come another way.',
  expired: 'It took too long, or began in another browser. Try again.',
}

/** Signs in with the one-time token of the address, now and whenever another link is opened here. */
export function SignIn({ next, refused, onDone }: Props) {
  const queries = useQueryClient()
  const [arrived] = useState(() => readToken() !== '')
  const signIn = useMutation({
    ...createSessionMutation(),
    onSuccess: (session) => {
      enter(queries, session)
      onDone()
    },
  })
  const { mutate } = signIn

  useEffect(() => {
    const start = () => {
      const token = takeToken()
      if (token !== '') mutate({ body: { token } })
    }
    start()
    window.addEventListener('hashchange', start)
    return () => window.removeEventListener('hashchange', start)
  }, [mutate])

  if ((arrived || !signIn.isIdle) && !signIn.isError) return <p role="status">Signing in…</p>
  return (
    <HowToSignIn next={next} onDone={onDone}>
      {signIn.isError && <Refused error={signIn.error} onRetry={() => mutate(signIn.variables)} />}
      {refused && !signIn.isError && (
        <Notice tone="bad" title="You are not signed in">
          {WHY[refused] ?? 'What the identity provider answered cannot be relied on. Try again.'}
        </Notice>
      )}
    </HowToSignIn>
  )
}

function Refused({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const problem = asProblem(error)
  const retry = problem.noAnswer && (
    <Button size="small" onClick={onRetry}>
      Try again
    </Button>
  )
  return (
    <Notice tone="bad" title={problem.title} action={retry}>
      {problem.detail}
    </Notice>
  )
}

function readToken(): string {
  return new URLSearchParams(window.location.hash.slice(1)).get('token') ?? ''
}

/** The token works once: it is taken out of the address before it is used. */
function takeToken(): string {
  const token = readToken()
  if (token !== '') history.replaceState(history.state, '', window.location.pathname + window.location.search)
  return token
}

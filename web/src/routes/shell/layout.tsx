import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { asProblem } from '@/api/problem'
import { HowToSignIn, SessionContext, useSessionQuery } from '@/features/tenancy'
import { Live } from '@/live/live'
import { Button } from '@/ui/button'
import { Notice } from '@/ui/notice'
import { Frame } from './frame'
import { Plain } from './plain'

// What features make of news is asked for at once, but not waited for; where it did not come, with the next news again.
const hearing = () => import('./hear').catch(() => undefined)
void hearing()

/** The pages that need a session; without one, the way to get one. */
export function SignedInLayout() {
  const session = useSessionQuery()
  const queries = useQueryClient()
  const onEvents = useCallback(
    (name: string, data: unknown[]) => void hearing().then((all) => all?.hear(queries, name, data)),
    [queries],
  )

  if (session.isPending) return <Plain>{null}</Plain>
  if (session.isError && asProblem(session.error).status === 401) {
    return (
      <Plain>
        <HowToSignIn>
          {session.data && <Notice tone="warn" title="Your session has ended, here or elsewhere" />}
        </HowToSignIn>
      </Plain>
    )
  }
  // A server that is away takes nothing off a page that is already open.
  if (!session.data) {
    return (
      <Plain>
        <NotReached onRetry={() => void session.refetch()} />
      </Plain>
    )
  }
  return (
    <SessionContext value={session.data}>
      <Live onEvents={onEvents}>
        <Frame />
      </Live>
    </SessionContext>
  )
}

function NotReached({ onRetry }: { onRetry: () => void }) {
  return (
    <>
      <h1 className="sr-only">Remit</h1>
      <Notice
        tone="bad"
        title="Remit does not answer"
        action={
          <Button size="small" onClick={onRetry}>
            Try again
          </Button>
        }
      >
        Check that it is running: <code className="font-mono">./run</code>
      </Notice>
    </>
  )
}

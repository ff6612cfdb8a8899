import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Laptop } from 'lucide-react'
import { useState } from 'react'
import type { SeenSession } from '@/api/gen'
import {
  endMySessionMutation,
  endOtherSessionsMutation,
  listSessionsOptions,
} from '@/api/gen/@tanstack/react-query.gen'
import { asProblem } from '@/api/problem'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Failure } from '@/ui/failure'
import { Moment } from '@/ui/moment'
import { PageHeader } from '@/ui/page-header'
import { Skeleton } from '@/ui/skeleton'
import { toast } from '@/ui/toast'
import { Password } from './password'
import { Profile } from './profile'
import { hearOfPeople, useSession } from './session'

/** What is one's own: name, password, and the browsers one is signed in with. */
export function SessionsPage() {
  const { account } = useSession()
  return (
    <>
      <PageHeader title="Profile and sessions" />
      {account && <Profile key={account.name} account={account} />}
      {account && <Password account={account} />}
      <Sessions />
    </>
  )
}

function Sessions() {
  const queries = useQueryClient()
  const sessions = useQuery(listSessionsOptions())
  const [asking, setAsking] = useState(false)
  const endOthers = useMutation({
    ...endOtherSessionsMutation(),
    onSuccess: ({ count }) => {
      toast.success(count === 1 ? 'One session is ended' : `${count} sessions are ended`)
      setAsking(false)
      hearOfPeople(queries)
    },
  })
  const others = sessions.data?.items.filter(({ current }) => !current).length ?? 0
  return (
    <Card
      title="Sessions"
      flush
      aside={
        others > 0 && (
          <Button size="small" onClick={() => setAsking(true)}>
            Sign out everywhere else
          </Button>
        )
      }
    >
      {sessions.isError && (
        <div className="p-4">
          <Failure
            what="The sessions could not be loaded"
            error={sessions.error}
            onRetry={sessions.refetch}
          />
        </div>
      )}
      {sessions.isPending && (
        <div className="p-4">
          <Skeleton className="w-64" />
        </div>
      )}
      <ul className="divide-y">
        {sessions.data?.items.map((each) => (
          <Row key={each.id} session={each} />
        ))}
      </ul>
      {asking && (
        <ConfirmDialog
          danger
          title="Sign out everywhere else"
          verb="Sign out"
          busy={endOthers.isPending}
          error={endOthers.error}
          onConfirm={() => endOthers.mutate({})}
          onClose={() => setAsking(false)}
        >
          <p>
            {others === 1 ? 'One other browser is' : `${others} other browsers are`} signed out of this
            organisation at once. You stay signed in here.
          </p>
        </ConfirmDialog>
      )}
    </Card>
  )
}

const METHODS: Readonly<Record<string, string>> = {
  link: 'by link',
  password: 'by password',
  oidc: 'by single sign-on',
  invitation: 'by invitation',
}

function Row({ session }: { session: SeenSession }) {
  const queries = useQueryClient()
  const { id, device, address, method, current, began_at, last_seen_at } = session
  const end = useMutation({
    ...endMySessionMutation(),
    onSuccess: () => hearOfPeople(queries),
    onError: (error) => {
      toast.error('The session was not ended', { description: asProblem(error).detail })
      hearOfPeople(queries)
    },
  })
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 text-sm">
      <Laptop aria-hidden className="size-4 shrink-0 text-muted" />
      <span className="min-w-0 flex-1 basis-52">
        <span className="font-medium">{device}</span>
        {current && (
          <span className="ml-2 rounded bg-ok-tint px-1.5 py-0.5 text-ok text-xs">This browser</span>
        )}
        <span className="wrap-anywhere block text-muted text-xs">
          {address && `${address}, `}signed in {METHODS[method] ?? ''} <Moment at={began_at} />, last seen{' '}
          <Moment at={last_seen_at} />
        </span>
      </span>
      {!current && (
        <Button
          size="small"
          busy={end.isPending}
          onClick={() => end.mutate({ path: { session_id: id } })}
          aria-label={`Sign out ${device}`}
        >
          Sign out
        </Button>
      )}
    </li>
  )
}

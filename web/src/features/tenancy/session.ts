import { type QueryClient, useQuery } from '@tanstack/react-query'
import { createContext, useContext, useEffect, useRef } from 'react'
import type { CurrentSessionResponse } from '@/api/gen'
import {
  currentSessionOptions,
  currentSessionQueryKey,
  getTeamQueryKey,
  listInvitationsQueryKey,
  listMembersQueryKey,
  listSessionsQueryKey,
  listTeamsQueryKey,
} from '@/api/gen/@tanstack/react-query.gen'
import { paths } from '@/paths'

export type Session = CurrentSessionResponse

/** How the session of this browser is asked for. */
export function sessionOptions() {
  return { ...currentSessionOptions(), staleTime: 5 * 60_000 }
}

/** The session of this browser; its error has status 401 when there is none. */
export function useSessionQuery() {
  const session = useQuery(sessionOptions())
  useFreshPageElsewhere(session.data?.organization.id)
  return session
}

/** Nothing of one organisation stays on a page that came, in this tab or another, to another one. */
function useFreshPageElsewhere(id: string | undefined): void {
  const first = useRef(id)
  useEffect(() => {
    if (first.current !== undefined && id !== undefined && id !== first.current)
      window.location.assign(paths.home)
    first.current ??= id
  }, [id])
}

/** Has the session asked for again, which shows the way back in when it has ended. */
export function askForSession(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: currentSessionQueryKey() })
}

/** Takes the answer of a sign-in as the session, and forgets what the browser knew for somebody else. */
export function enter(queries: QueryClient, session: Session): void {
  const [key] = currentSessionQueryKey()
  queries.removeQueries({ predicate: ({ queryKey: [other] }) => !isSame(other, key) })
  queries.setQueryData(currentSessionQueryKey(), session)
}

function isSame(one: unknown, other: { _id: string }): boolean {
  return typeof one === 'object' && one !== null && '_id' in one && one._id === other._id
}

/** News of people: who is signed in, what they may do, and the lists that show it. */
export function hearOfPeople(queries: QueryClient): void {
  void askForSession(queries)
  const teams = [listTeamsQueryKey(), getTeamQueryKey({ path: { team_id: '' } })]
  const people = [listMembersQueryKey(), listInvitationsQueryKey(), listSessionsQueryKey()]
  for (const [{ _id }] of [...people, ...teams])
    void queries.invalidateQueries({ predicate: ({ queryKey: [key] }) => isSame(key, { _id }) })
}

export const SessionContext = createContext<Session | null>(null)

/** The session of the person signed in; only below the pages that need one. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === null) throw new Error('No session here')
  return session
}

/** Whether the server lets this person do something to the organisation as a whole: `member.write`. */
export function useMay(action: string): boolean {
  return useSession().may.includes(action)
}

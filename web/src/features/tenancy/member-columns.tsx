import type { MemberAnswer } from '@/api/gen'
import { Moment } from '@/ui/moment'
import type { Column } from '@/ui/table'
import { describe, type Role } from './roles'

/** A person, their role with what it is for, and when they were here. */
export function memberColumns(roles: readonly Role[]): readonly Column<MemberAnswer>[] {
  return [
    {
      id: 'name',
      header: 'Person',
      cell: ({ name, email, you }) => (
        <span className="block min-w-0 max-w-40 sm:max-w-72">
          <span className="flex min-w-0 items-center gap-1.5">
            <span className="truncate font-medium">{name}</span>
            {you && <span className="rounded bg-raised px-1 text-muted text-xs">you</span>}
          </span>
          <span className="block truncate text-muted text-xs">{email}</span>
        </span>
      ),
    },
    {
      id: 'role',
      header: 'Role',
      cell: ({ role }) => (
        <span className="block max-w-96">
          {roles.find(({ name }) => name === role)?.title ?? role}
          <span className="block text-muted text-xs max-lg:hidden">{describe(roles, role)}</span>
        </span>
      ),
    },
    {
      id: 'seen',
      header: 'Last here',
      className: 'max-sm:hidden whitespace-nowrap',
      cell: ({ last_seen_at }) =>
        last_seen_at ? <Moment at={last_seen_at} /> : <span className="text-muted">Not yet</span>,
    },
    {
      id: 'joined',
      header: 'Joined',
      className: 'max-md:hidden whitespace-nowrap',
      cell: ({ joined_at }) => <Moment at={joined_at} />,
    },
  ]
}

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Plus, UsersRound } from 'lucide-react'
import { useState } from 'react'
import type { TeamAnswer } from '@/api/gen'
import { listTeamsOptions } from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { Moment } from '@/ui/moment'
import { PageHeader } from '@/ui/page-header'
import { type Column, DataTable, Pager, usePaging } from '@/ui/table'
import { useMay } from './session'
import { NewTeam, RemoveTeam, TeamMenu } from './team-dialogs'
import { TeamMembers } from './team-members'

type Open = { dialog: 'new' } | { dialog: 'members' | 'remove'; team: TeamAnswer } | null

/** Groups of members and keys: for budgets, limits and policies. */
export function TeamsPage() {
  const paging = usePaging()
  const teams = useQuery({
    ...listTeamsOptions({ query: { limit: 50, cursor: paging.after } }),
    placeholderData: keepPreviousData,
  })
  const mayWrite = useMay('member.write')
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  const make = mayWrite && (
    <Button variant="primary" onClick={() => setOpen({ dialog: 'new' })}>
      <Plus aria-hidden />
      New team
    </Button>
  )
  return (
    <>
      <PageHeader
        title="Teams"
        description="Budgets, limits and policies can be for a team: whoever is in it counts, in each of their teams."
        actions={teams.data?.items.length ? make : undefined}
      />
      {teams.isError && (
        <Failure
          what="The teams could not be loaded"
          error={teams.error}
          busy={teams.isFetching}
          onRetry={teams.refetch}
        >
          Calls still count for them.
        </Failure>
      )}
      {(teams.data || !teams.isError) && (
        <DataTable
          label="Teams"
          columns={COLUMNS}
          rows={teams.data?.items}
          rowId={({ id }) => id}
          rowName={({ name }) => name}
          busy={teams.isPlaceholderData}
          menu={(team: TeamAnswer) => (
            <TeamMenu
              team={team}
              mayWrite={mayWrite}
              onMembers={() => setOpen({ dialog: 'members', team })}
              onRemove={() => setOpen({ dialog: 'remove', team })}
            />
          )}
          empty={
            <EmptyState
              icon={UsersRound}
              title="No teams yet"
              action={make}
              command="remit teams add support"
            >
              A team is a group of members and keys that share a budget, or that a policy names.
            </EmptyState>
          }
        />
      )}
      {(teams.data?.next || paging.after) && (
        <Pager {...paging} shown={teams.data?.items.length ?? 0} noun="teams" next={teams.data?.next} />
      )}
      {open?.dialog === 'new' && (
        <NewTeam onClose={close} onMade={(team) => setOpen({ dialog: 'members', team })} />
      )}
      {open?.dialog === 'members' && <TeamMembers team={open.team} mayWrite={mayWrite} onClose={close} />}
      {open?.dialog === 'remove' && <RemoveTeam team={open.team} onClose={close} />}
    </>
  )
}

const COLUMNS: readonly Column<TeamAnswer>[] = [
  {
    id: 'name',
    header: 'Team',
    cell: ({ name, slug }) => (
      <span className="flex min-w-32 flex-col">
        <span className="wrap-anywhere font-medium">{name}</span>
        <code className="wrap-anywhere text-muted text-xs">{slug}</code>
      </span>
    ),
  },
  { id: 'size', header: 'In it', align: 'end', cell: ({ size }) => size },
  { id: 'made', header: 'Made', cell: ({ created_at }) => <Moment at={created_at} /> },
]

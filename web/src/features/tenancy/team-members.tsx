import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { TeamAnswer, TeamHolder } from '@/api/gen'
import {
  getTeamOptions,
  joinTeamMutation,
  leaveTeamMutation,
  listKeysOptions,
  listMembersOptions,
} from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { CloseButton, Dialog } from '@/ui/dialog'
import { Failure } from '@/ui/failure'
import { Field, Select } from '@/ui/form'
import { Skeleton } from '@/ui/skeleton'
import { hearOfPeople } from './session'

type Props = { team: TeamAnswer; mayWrite: boolean; onClose: () => void }

/** Who is in a team; somebody is put in by choosing them, and taken out after a question. */
export function TeamMembers({ team, mayWrite, onClose }: Props) {
  const { data, error, refetch } = useQuery(getTeamOptions({ path: { team_id: team.id } }))
  const [leaving, setLeaving] = useState<TeamHolder | null>(null)
  if (leaving) return <Leave team={team} holder={leaving} onClose={() => setLeaving(null)} />
  return (
    <Dialog title={`Who is in ${team.name}`} onClose={onClose} footer={<CloseButton>Done</CloseButton>}>
      <div className="flex max-w-[30rem] flex-col gap-4">
        {error && (
          <Failure what="The team could not be loaded" error={error} onRetry={() => void refetch()} />
        )}
        {!data && !error && <Skeleton className="h-32" />}
        {data?.members.length === 0 && <p className="text-muted text-sm">Nobody yet.</p>}
        <ul className="flex max-h-80 flex-col divide-y divide-line overflow-y-auto">
          {data?.members.map((holder) => (
            <li key={holder.id} className="flex items-center justify-between gap-3 py-2">
              <span className="flex min-w-0 flex-col">
                <span className="wrap-anywhere font-medium text-sm">{holder.name}</span>
                <span className="wrap-anywhere text-muted text-xs">
                  {holder.kind === 'key' ? 'API key' : 'Member'}, {holder.about}
                </span>
              </span>
              {mayWrite && (
                <Button
                  size="small"
                  onClick={() => setLeaving(holder)}
                  aria-label={`Take ${holder.name} out`}
                >
                  Take out
                </Button>
              )}
            </li>
          ))}
        </ul>
        {mayWrite && data && <Join team={team} there={data.members} />}
      </div>
    </Dialog>
  )
}

function Join({ team, there }: { team: TeamAnswer; there: readonly TeamHolder[] }) {
  const queries = useQueryClient()
  const members = useQuery(listMembersOptions({ query: { limit: 200 } }))
  const keys = useQuery(listKeysOptions({ query: { limit: 200 } }))
  const [chosen, setChosen] = useState('')
  const join = useMutation({
    ...joinTeamMutation(),
    onSuccess: () => setChosen(''),
    onSettled: () => hearOfPeople(queries),
  })
  const taken = new Set(there.map(({ id }) => id))
  const options = [
    ...(members.data?.items ?? []).map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` })),
    ...(keys.data?.items ?? []).map(({ id, name }) => ({ value: id, label: `Key: ${name}` })),
  ].filter(({ value }) => !taken.has(value))
  return (
    <>
      <Field label="Put in">
        {(control) => (
          <span className="flex gap-2">
            <Select
              {...control}
              options={[{ value: '', label: 'A member or a key …' }, ...options]}
              value={chosen}
              onChange={({ target }) => setChosen(target.value)}
            />
            <Button
              disabled={chosen === ''}
              busy={join.isPending}
              onClick={() => join.mutate({ path: { team_id: team.id, holder_id: chosen } })}
            >
              Put in
            </Button>
          </span>
        )}
      </Field>
      {join.isError && <Failure what="Nobody was put in" error={join.error} />}
    </>
  )
}

function Leave({ team, holder, onClose }: { team: TeamAnswer; holder: TeamHolder; onClose: () => void }) {
  const queries = useQueryClient()
  const leave = useMutation({
    ...leaveTeamMutation(),
    onSuccess: onClose,
    onSettled: () => hearOfPeople(queries),
  })
  return (
    <ConfirmDialog
      title={`Take ${holder.name} out of ${team.name}?`}
      verb="Take out"
      danger
      busy={leave.isPending}
      error={leave.error}
      onConfirm={() => leave.mutate({ path: { team_id: team.id, holder_id: holder.id } })}
      onClose={onClose}
    >
      <p>From the next call on, the team’s budgets and limits hold for them no longer.</p>
    </ConfirmDialog>
  )
}

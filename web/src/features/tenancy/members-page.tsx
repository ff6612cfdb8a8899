import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { UserPlus, UsersRound } from 'lucide-react'
import { useCallback, useState } from 'react'
import type { MemberAnswer } from '@/api/gen'
import { listMembersOptions } from '@/api/gen/@tanstack/react-query.gen'
import { useSearchParams } from '@/search-params'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { Search } from '@/ui/form'
import { PageHeader } from '@/ui/page-header'
import { DataTable, Pager, usePaging } from '@/ui/table'
import { Invitations } from './invitations'
import { InviteDialog } from './invite-dialog'
import { memberColumns } from './member-columns'
import { ChangeMember, MemberMenu, RemoveMember } from './member-dialogs'
import { useRoles } from './roles'
import { useMay } from './session'

type Opened = { dialog: 'change' | 'remove'; member: MemberAnswer } | { dialog: 'invite' } | null

/** Who works here, as what, and who is invited. */
export function MembersPage() {
  const [{ q = '' }, change] = useSearchParams()
  const { after, onAfter, onBack } = usePaging()
  const query = { ...(q ? { q } : {}), ...(after ? { cursor: after } : {}) }
  const members = useQuery({ ...listMembersOptions({ query }), placeholderData: keepPreviousData })
  const roles = useRoles()
  const mayWrite = useMay('member.write')
  const [opened, setOpened] = useState<Opened>(null)
  const search = useCallback(
    (text: string) => change({ q: text, after: undefined }, { replace: true }),
    [change],
  )
  const close = () => setOpened(null)
  return (
    <>
      <PageHeader
        title="Members"
        description="People of this organisation, and what each may do."
        actions={
          mayWrite && (
            <Button variant="primary" onClick={() => setOpened({ dialog: 'invite' })}>
              <UserPlus aria-hidden />
              Invite a person
            </Button>
          )
        }
      />
      <Search label="Search members" value={q} onChange={search} />
      {members.isError && (
        <Failure
          what="The members could not be loaded"
          error={members.error}
          busy={members.isFetching}
          onRetry={members.refetch}
        />
      )}
      {(members.data || !members.isError) && (
        <DataTable
          label="Members"
          columns={memberColumns(roles)}
          rows={members.data?.items}
          rowId={(member) => member.id}
          rowName={(member) => member.name}
          busy={members.isPlaceholderData}
          menu={(member) => (
            <MemberMenu
              member={member}
              onChange={() => setOpened({ dialog: 'change', member })}
              onRemove={() => setOpened({ dialog: 'remove', member })}
            />
          )}
          empty={<EmptyState icon={UsersRound} title="Nobody has that in their name or address" />}
        />
      )}
      <Pager
        shown={members.data?.items.length ?? 0}
        noun={members.data?.items.length === 1 ? 'member' : 'members'}
        next={members.data?.next}
        after={after}
        onAfter={onAfter}
        onBack={onBack}
      />
      <Invitations mayWrite={mayWrite} />
      {opened?.dialog === 'invite' && <InviteDialog roles={roles} onClose={close} />}
      {opened?.dialog === 'change' && <ChangeMember member={opened.member} roles={roles} onClose={close} />}
      {opened?.dialog === 'remove' && <RemoveMember member={opened.member} onClose={close} />}
    </>
  )
}

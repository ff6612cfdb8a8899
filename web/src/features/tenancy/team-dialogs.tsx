import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Ellipsis, Trash2, UsersRound } from 'lucide-react'
import { useState } from 'react'
import type { TeamAnswer } from '@/api/gen'
import { createTeamMutation, deleteTeamMutation } from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Failure } from '@/ui/failure'
import { Field, Input } from '@/ui/form'
import { FormDialog } from '@/ui/form-dialog'
import { Menu, MenuItem } from '@/ui/menu'
import { toast } from '@/ui/toast'
import { hearOfPeople } from './session'

type MenuProps = { team: TeamAnswer; mayWrite: boolean; onMembers: () => void; onRemove: () => void }

export function TeamMenu({ team, mayWrite, onMembers, onRemove }: MenuProps) {
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="smallIcon" aria-label={`Actions for ${team.name}`}>
          <Ellipsis aria-hidden />
        </Button>
      }
    >
      <MenuItem icon={UsersRound} onSelect={onMembers}>
        Who is in it
      </MenuItem>
      <MenuItem
        icon={Trash2}
        danger
        refusal={mayWrite ? null : 'Removing teams needs the role owner or admin.'}
        onSelect={onRemove}
      >
        Remove
      </MenuItem>
    </Menu>
  )
}

export function NewTeam({ onClose, onMade }: { onClose: () => void; onMade: (team: TeamAnswer) => void }) {
  const queries = useQueryClient()
  const [slug, setSlug] = useState('')
  const [name, setName] = useState('')
  const make = useMutation({
    ...createTeamMutation(),
    onSuccess: (team) => {
      hearOfPeople(queries)
      onMade(team)
    },
  })
  return (
    <FormDialog
      title="New team"
      verb="Make team"
      busy={make.isPending}
      error={make.error}
      onSubmit={() => make.mutate({ body: { slug: slug.trim(), ...(name.trim() && { name: name.trim() }) } })}
      onClose={onClose}
    >
      <Field label="Slug" help="Policies name it so, and it stays. Lower-case letters, digits and hyphens.">
        {(control) => (
          <Input
            {...control}
            className="font-mono"
            autoComplete="off"
            spellCheck={false}
            maxLength={40}
            value={slug}
            onChange={(event) => setSlug(event.target.value.toLowerCase())}
          />
        )}
      </Field>
      <Field label="Name" optional>
        {(control) => (
          <Input
            {...control}
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      {make.isError && <Failure what="The team was not made" error={make.error} />}
    </FormDialog>
  )
}

export function RemoveTeam({ team, onClose }: { team: TeamAnswer; onClose: () => void }) {
  const queries = useQueryClient()
  const remove = useMutation({
    ...deleteTeamMutation(),
    onSuccess: () => {
      toast.success(`${team.name} is removed`)
      onClose()
    },
    onSettled: () => hearOfPeople(queries),
  })
  return (
    <ConfirmDialog
      title={`Remove ${team.name}?`}
      verb="Remove"
      danger
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ path: { team_id: team.id } })}
      onClose={onClose}
    >
      <p>
        Members and keys stay, but its budgets and limits hold for nobody any more, and policies that name it
        match nobody.
      </p>
    </ConfirmDialog>
  )
}

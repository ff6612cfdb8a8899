import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Ellipsis, LogOut, UserMinus, UserRoundPen } from 'lucide-react'
import { useForm } from 'react-hook-form'
import type { MemberAnswer } from '@/api/gen'
import { deleteMemberMutation, updateMemberMutation } from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Failure } from '@/ui/failure'
import { Field, Input, Select } from '@/ui/form'
import { FormDialog } from '@/ui/form-dialog'
import { Menu, MenuItem } from '@/ui/menu'
import { toast } from '@/ui/toast'
import { describe, type Role, type RoleName, roleOptions } from './roles'
import { hearOfPeople } from './session'

type MenuProps = { member: MemberAnswer; onChange: () => void; onRemove: () => void }

const ABOVE = 'Your role does not reach this person’s.'

export function MemberMenu({ member, onChange, onRemove }: MenuProps) {
  const refusal = member.may_change ? null : ABOVE
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="smallIcon" aria-label={`Actions for ${member.name}`}>
          <Ellipsis aria-hidden />
        </Button>
      }
    >
      <MenuItem icon={UserRoundPen} refusal={refusal} onSelect={onChange}>
        Change role or name
      </MenuItem>
      {member.you ? (
        <MenuItem icon={LogOut} danger onSelect={onRemove}>
          Leave the organisation
        </MenuItem>
      ) : (
        <MenuItem icon={UserMinus} danger refusal={refusal} onSelect={onRemove}>
          Remove
        </MenuItem>
      )}
    </Menu>
  )
}

type ChangeProps = { member: MemberAnswer; roles: readonly Role[]; onClose: () => void }

export function ChangeMember({ member, roles, onClose }: ChangeProps) {
  const queries = useQueryClient()
  const { register, handleSubmit, watch, formState } = useForm({
    defaultValues: { name: member.name, role: member.role as RoleName },
  })
  const change = useMutation({
    ...updateMemberMutation(),
    onSuccess: ({ name }) => {
      toast.success(`${name} is changed`)
      hearOfPeople(queries)
      onClose()
    },
  })
  return (
    <FormDialog
      title={`Change ${member.name}`}
      description={member.email}
      verb="Save"
      busy={change.isPending}
      onSubmit={handleSubmit((body) => change.mutate({ path: { member_id: member.id }, body }))}
      onClose={onClose}
    >
      <Field label="Name" error={formState.errors.name?.message}>
        {(control) => (
          <Input
            {...control}
            {...register('name', { required: 'Give a name.' })}
            maxLength={100}
            autoComplete="off"
          />
        )}
      </Field>
      <Field label="Role" help={describe(roles, watch('role'))}>
        {(control) => <Select {...control} {...register('role')} options={roleOptions(roles)} />}
      </Field>
      {change.isError && <Failure what="Nothing was changed" error={change.error} />}
    </FormDialog>
  )
}

export function RemoveMember({ member, onClose }: { member: MemberAnswer; onClose: () => void }) {
  const queries = useQueryClient()
  const remove = useMutation({
    ...deleteMemberMutation(),
    onSuccess: () => {
      if (!member.you) toast.success(`${member.name} is removed`)
      hearOfPeople(queries)
      onClose()
    },
  })
  return (
    <ConfirmDialog
      danger
      title={member.you ? 'Leave the organisation' : `Remove ${member.name}`}
      verb={member.you ? 'Leave' : 'Remove'}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ path: { member_id: member.id } })}
      onClose={onClose}
    >
      <p>
        {member.you
          ? 'You are signed out everywhere'
          : `${member.name} (${member.email}) is signed out everywhere`}{' '}
        and personal keys stop working, at once and for good. What was made stays, and the log keeps the name.
        To come back, a new invitation is needed.
      </p>
    </ConfirmDialog>
  )
}

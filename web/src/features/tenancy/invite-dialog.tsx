import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import type { MadeInvitation } from '@/api/gen'
import { createInvitationMutation } from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Failure } from '@/ui/failure'
import { Field, Input, Select } from '@/ui/form'
import { FormDialog } from '@/ui/form-dialog'
import { Secret } from '@/ui/secret'
import { describe, type Role, type RoleName, roleOptions } from './roles'
import { hearOfPeople } from './session'

type Props = { roles: readonly Role[]; onClose: () => void }

/** Invites a person, and shows the link to send them, once. */
export function InviteDialog({ roles, onClose }: Props) {
  const queries = useQueryClient()
  const { register, handleSubmit, watch, formState } = useForm<{ email: string; role: RoleName }>({
    defaultValues: { email: '', role: 'viewer' },
  })
  const invite = useMutation({ ...createInvitationMutation(), onSuccess: () => hearOfPeople(queries) })
  if (invite.data) return <Invited made={invite.data} onClose={onClose} />
  return (
    <FormDialog
      title="Invite a person"
      description="You get a link to send them: Remit sends no mail. It works once, for a week."
      verb="Make the link"
      busy={invite.isPending}
      onSubmit={handleSubmit((body) => invite.mutate({ body }))}
      onClose={onClose}
    >
      <Field label="E-mail address" error={formState.errors.email?.message}>
        {(control) => (
          <Input
            {...control}
            {...register('email', {
              required: 'Type their e-mail address.',
              pattern: { value: /^\s*[^\s@]+@[^\s@]+\s*$/, message: 'This is no e-mail address.' },
            })}
            type="email"
            autoComplete="off"
            maxLength={200}
          />
        )}
      </Field>
      <Field label="Role" help={describe(roles, watch('role'))}>
        {(control) => <Select {...control} {...register('role')} options={roleOptions(roles)} />}
      </Field>
      {invite.isError && <Failure what="Nobody was invited" error={invite.error} />}
    </FormDialog>
  )
}

function Invited({ made, onClose }: { made: MadeInvitation; onClose: () => void }) {
  return (
    <Dialog
      title={`Send this link to ${made.email}`}
      description={`They join as ${made.role}. Whoever has it can join as them, so send it to nobody else.`}
      onClose={onClose}
      footer={
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <Secret secret={made.link} label="the invitation link" />
    </Dialog>
  )
}

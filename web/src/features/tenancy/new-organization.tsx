import { useMutation } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { createOrganizationMutation } from '@/api/gen/@tanstack/react-query.gen'
import { Failure } from '@/ui/failure'
import { Field, Input } from '@/ui/form'
import { FormDialog } from '@/ui/form-dialog'
import { useSwitchOrganization } from './organization-switcher'

/** Makes another organisation and goes there. */
export function NewOrganization({ onClose }: { onClose: () => void }) {
  const go = useSwitchOrganization()
  const make = useMutation({
    ...createOrganizationMutation(),
    onSuccess: ({ id }) => go.mutate({ body: { id } }),
  })
  const { register, handleSubmit, formState } = useForm({ defaultValues: { name: '' } })
  return (
    <FormDialog
      title="New organisation"
      description="It begins empty: its own members, agents, deployments, keys and log. You become its owner."
      verb="Make and go there"
      busy={make.isPending || go.isPending}
      onSubmit={handleSubmit((body) => make.mutate({ body }))}
      onClose={onClose}
    >
      <Field label="Name" error={formState.errors.name?.message}>
        {(control) => (
          <Input
            {...control}
            {...register('name', { required: 'Give it a name.' })}
            autoComplete="organization"
            maxLength={100}
          />
        )}
      </Field>
      {make.isError && <Failure what="It was not made" error={make.error} />}
    </FormDialog>
  )
}

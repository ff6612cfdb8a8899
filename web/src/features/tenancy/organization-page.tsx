import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { renameOrganizationMutation } from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { CopyButton } from '@/ui/copy-button'
import { Failure } from '@/ui/failure'
import { Field, Input } from '@/ui/form'
import { PageHeader } from '@/ui/page-header'
import { toast } from '@/ui/toast'
import { askForSession, useMay, useSession } from './session'

/** What the organisation is called, and how this Remit runs. */
export function OrganizationPage() {
  const { organization, version, execute, demo_model } = useSession()
  return (
    <>
      <PageHeader title="Organisation" />
      <Name key={organization.name} name={organization.name} />
      <Card title="This Remit">
        <dl className="grid grid-cols-[auto_1fr] items-center gap-x-6 gap-y-2 text-sm">
          <dt className="text-muted">Organisation id</dt>
          <dd className="flex min-w-0 items-center gap-1">
            <code className="min-w-0 truncate font-mono text-xs">{organization.id}</code>
            <CopyButton text={organization.id} label="the organisation id" />
          </dd>
          <dt className="text-muted">Version</dt>
          <dd>{version}</dd>
          <dt className="text-muted">Outside hosts</dt>
          <dd>{execute ? 'Changed for real' : 'Dry run: calls are recorded and not made'}</dd>
          <dt className="text-muted">Model</dt>
          <dd>{demo_model ? 'The built-in demo model' : 'A connected provider'}</dd>
        </dl>
      </Card>
    </>
  )
}

function Name({ name }: { name: string }) {
  const may = useMay('organization.write')
  const queries = useQueryClient()
  const { register, handleSubmit, formState, reset } = useForm({ defaultValues: { name } })
  const rename = useMutation({
    ...renameOrganizationMutation(),
    onSuccess: (changed) => {
      reset({ name: changed.name })
      toast.success(`The organisation is called ${changed.name}`)
      void askForSession(queries)
    },
  })
  return (
    <Card title="Name">
      <form
        noValidate
        className="flex max-w-md flex-col gap-3"
        onSubmit={handleSubmit((body) => rename.mutate({ body }))}
      >
        <Field
          label="Name of the organisation"
          error={formState.errors.name?.message}
          help={
            may ? 'Its members see it. Addresses and keys stay as they are.' : 'Owners and admins change it.'
          }
        >
          {(control) => (
            <Input
              {...control}
              {...register('name', { required: 'Give it a name.' })}
              maxLength={100}
              readOnly={!may}
              autoComplete="off"
            />
          )}
        </Field>
        {rename.isError && <Failure what="The name was not changed" error={rename.error} />}
        {may && (
          <span>
            <Button type="submit" variant="primary" busy={rename.isPending} disabled={!formState.isDirty}>
              Save the name
            </Button>
          </span>
        )}
      </form>
    </Card>
  )
}

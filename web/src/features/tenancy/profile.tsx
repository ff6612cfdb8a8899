import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import type { AccountAnswer } from '@/api/gen'
import { currentSessionQueryKey, renameMeMutation } from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Failure } from '@/ui/failure'
import { Field, Input } from '@/ui/form'
import { toast } from '@/ui/toast'

/** One's own name, and the address one signs in with. */
export function Profile({ account }: { account: AccountAnswer }) {
  const queries = useQueryClient()
  const { register, handleSubmit, formState } = useForm({ defaultValues: { name: account.name } })
  const rename = useMutation({
    ...renameMeMutation(),
    onSuccess: (session) => {
      queries.setQueryData(currentSessionQueryKey(), session)
      toast.success('Your name is changed')
    },
  })
  return (
    <Card title="Profile">
      <form
        noValidate
        className="flex max-w-md flex-col gap-3"
        onSubmit={handleSubmit((body) => rename.mutate({ body }))}
      >
        <Field label="E-mail address" help="You sign in with it.">
          {(control) => (
            <Input {...control} type="email" value={account.email} readOnly autoComplete="email" />
          )}
        </Field>
        <Field label="Your name" error={formState.errors.name?.message}>
          {(control) => (
            <Input
              {...control}
              {...register('name', { required: 'Type the name others will see.' })}
              maxLength={100}
              autoComplete="name"
            />
          )}
        </Field>
        {rename.isError && <Failure what="Your name was not changed" error={rename.error} />}
        <span>
          <Button type="submit" busy={rename.isPending} disabled={!formState.isDirty}>
            Save your name
          </Button>
        </span>
      </form>
    </Card>
  )
}

import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { paths } from '@/paths'
import { Failure } from '@/ui/failure'
import { Field, Input } from '@/ui/form'
import { FormDialog } from '@/ui/form-dialog'
import { toast } from '@/ui/toast'
import { useCreateDataset } from '../queries'
import { CasesSource, type Given } from './cases-source'

const NAME = /^[a-z0-9](-?[a-z0-9])*$/

/** Makes a dataset with its first cases. */
export function NewDatasetDialog({ onClose }: { onClose: () => void }) {
  const [slug, setSlug] = useState('')
  const [description, setDescription] = useState('')
  const [given, setGiven] = useState<Given>({})
  const [wrong, setWrong] = useState<string>()
  const create = useCreateDataset()
  const navigate = useNavigate()
  const send = () => {
    const name = slug.trim()
    const bad = NAME.test(name)
      ? undefined
      : 'Lower-case letters, digits and single hyphens, like support-tickets.'
    setWrong(bad)
    if (bad) return
    create.mutate(
      { body: { slug: name, description, ...given } },
      {
        onSuccess: (made) => {
          toast.success(`${made.slug} has ${made.version.cases} cases`)
          void navigate({ to: paths.dataset, params: { slug: made.slug } })
        },
      },
    )
  }
  return (
    <FormDialog
      title="New dataset"
      description="Cases with what goes in and what should come out."
      verb="Make dataset"
      wide
      busy={create.isPending}
      error={create.error ?? wrong ?? null}
      onSubmit={send}
      onClose={onClose}
    >
      <Field label="Name" error={wrong}>
        {(control) => (
          <Input {...control} value={slug} maxLength={64} onChange={({ target }) => setSlug(target.value)} />
        )}
      </Field>
      <Field label="Description" optional>
        {(control) => (
          <Input
            {...control}
            value={description}
            maxLength={2000}
            onChange={({ target }) => setDescription(target.value)}
          />
        )}
      </Field>
      <CasesSource given={given} onChange={setGiven} />
      {create.isError && <Failure what="The dataset was not made" error={create.error} />}
    </FormDialog>
  )
}

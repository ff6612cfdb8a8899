import { useState } from 'react'
import { Failure } from '@/ui/failure'
import { Field, Input, Switch } from '@/ui/form'
import { FormDialog } from '@/ui/form-dialog'
import { toast } from '@/ui/toast'
import { useEditDataset } from '../queries'
import type { Detail } from '../types'
import { CasesSource, type Given } from './cases-source'

/** Adds cases, which makes the next version. */
export function AddCasesDialog({ dataset, onClose }: { dataset: Detail; onClose: () => void }) {
  const [given, setGiven] = useState<Given>({})
  const [whole, setWhole] = useState(false)
  const [note, setNote] = useState('')
  const edit = useEditDataset()
  const send = () =>
    edit.mutate(
      {
        path: { slug: dataset.slug },
        body: { ...given, whole, note, base_version: dataset.version.number },
      },
      {
        onSuccess: (made) => {
          toast.success(
            made.unchanged
              ? 'Nothing was new'
              : `Version ${made.version.number} has ${made.version.cases} cases`,
          )
          onClose()
        },
      },
    )
  return (
    <FormDialog
      title={`Add cases to ${dataset.slug}`}
      description="This makes the next version; versions that were measured stay as they are."
      verb="Make next version"
      wide
      busy={edit.isPending}
      error={edit.error}
      onSubmit={send}
      onClose={onClose}
    >
      <CasesSource given={given} onChange={setGiven} />
      <Switch checked={whole} onChange={setWhole}>
        Take the place of all cases there are
      </Switch>
      <Field label="What changed" optional>
        {(control) => (
          <Input {...control} value={note} maxLength={500} onChange={({ target }) => setNote(target.value)} />
        )}
      </Field>
      {edit.isError && <Failure what="No version was made" error={edit.error} />}
    </FormDialog>
  )
}

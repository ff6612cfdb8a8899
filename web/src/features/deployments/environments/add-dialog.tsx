import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { EnvironmentList } from '@/api/gen'
import { addEnvironmentMutation, listEnvironmentsQueryKey } from '@/api/gen/@tanstack/react-query.gen'
import { Failure } from '@/ui/failure'
import { Field, Input, Select } from '@/ui/form'
import { FormDialog } from '@/ui/form-dialog'
import { toast } from '@/ui/toast'
import { Protection } from './protection'

const NAME = /^[a-z][a-z0-9]{1,19}$/
const WRONG = 'Two to twenty lowercase letters and digits, a letter first.'

/** Adds an environment of the organisation's own. */
export function AddDialog({ data, onClose }: { data: EnvironmentList; onClose: () => void }) {
  const [name, setName] = useState('')
  const [title, setTitle] = useState('')
  const [guarded, setGuarded] = useState(false)
  const [before, setBefore] = useState('')
  const [tried, setTried] = useState(false)
  const queries = useQueryClient()
  const wrong = NAME.test(name.trim()) ? undefined : WRONG
  const add = useMutation({
    ...addEnvironmentMutation(),
    onSuccess: async (made) => {
      toast.success(`${made.name} was added`)
      onClose()
      await queries.invalidateQueries({ queryKey: listEnvironmentsQueryKey() })
    },
  })
  const send = () => {
    setTried(true)
    const body = {
      name: name.trim(),
      title: title.trim() || null,
      protected: guarded,
      before: before || null,
    }
    if (!wrong) add.mutate({ body })
  }
  return (
    <FormDialog
      title="Add an environment"
      description="Its name ends the names of what is deployed there, as in chatbot-x-staging."
      verb="Add environment"
      busy={add.isPending}
      error={add.error ?? (tried && wrong ? { name: wrong } : null)}
      onSubmit={send}
      onClose={onClose}
    >
      <Field label="Name" help="Lowercase letters and digits, such as qa." error={tried ? wrong : undefined}>
        {(control) => (
          <Input
            {...control}
            value={name}
            maxLength={20}
            spellCheck={false}
            autoComplete="off"
            onChange={({ target }) => setName(target.value)}
          />
        )}
      </Field>
      <Field label="Title" optional help="What people see it as.">
        {(control) => (
          <Input
            {...control}
            value={title}
            maxLength={60}
            onChange={({ target }) => setTitle(target.value)}
          />
        )}
      </Field>
      <Field label="Place">
        {(control) => (
          <Select
            {...control}
            value={before}
            onChange={({ target }) => setBefore(target.value)}
            options={[
              { value: '', label: guarded ? 'Last' : 'Before what is protected' },
              ...data.environments.map(({ name: each }) => ({ value: each, label: `Before ${each}` })),
            ]}
          />
        )}
      </Field>
      <Protection checked={guarded} onChange={setGuarded} />
      {add.error && <Failure what="It was not added" error={add.error} />}
    </FormDialog>
  )
}

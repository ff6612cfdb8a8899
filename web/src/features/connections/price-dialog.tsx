import { useState } from 'react'
import { Failure } from '@/ui/failure'
import { Field, Input } from '@/ui/form'
import { FormDialog } from '@/ui/form-dialog'
import { toast } from '@/ui/toast'
import { useChange } from './queries'
import type { Provider } from './types'

const FIELDS = [
  { name: 'input', label: 'Input', help: 'USD for a million tokens that go in.', optional: false },
  { name: 'output', label: 'Output', help: 'USD for a million tokens that come out.', optional: false },
  {
    name: 'cached',
    label: 'Cached',
    help: 'USD for a million cached tokens; as input if empty.',
    optional: true,
  },
  { name: 'as_of', label: 'Since', help: 'Such as 2026-11-01; today if empty.', optional: true },
] as const

/** Says what a model costs, where the price list does not know it or another price was agreed. */
export function PriceDialog({
  provider,
  model,
  onClose,
}: {
  provider: Provider
  model: string
  onClose: () => void
}) {
  const given = provider.prices[model]
  const [typed, setTyped] = useState({
    input: given ? String(given.input) : '',
    output: given ? String(given.output) : '',
    cached: given?.cached == null ? '' : String(given.cached),
    as_of: given?.as_of ?? '',
  })
  const change = useChange()
  const emptied = Object.values(typed).every((text) => text.trim() === '')
  const save = () => {
    const { [model]: _, ...others } = provider.prices
    const price = {
      input: typed.input.trim(),
      output: typed.output.trim(),
      cached: typed.cached.trim() || null,
      as_of: typed.as_of.trim() || null,
    }
    const prices = emptied ? others : { ...others, [model]: price }
    change.mutate(
      { path: { connection_id: provider.id }, body: { version: provider.version, prices } },
      {
        onSuccess: () => {
          toast.success(`The price of ${model} is ${emptied ? 'forgotten' : 'set'}`)
          onClose()
        },
      },
    )
  }
  return (
    <FormDialog
      title={`Price of ${model}`}
      description="It holds before the price list. Empty all fields to forget it."
      verb="Save"
      busy={change.isPending}
      error={change.error}
      onSubmit={save}
      onClose={onClose}
    >
      {FIELDS.map(({ name, label, help, optional }) => (
        <Field key={name} label={label} help={help} optional={optional}>
          {(control) => (
            <Input
              {...control}
              inputMode={name === 'as_of' ? 'text' : 'decimal'}
              autoComplete="off"
              maxLength={20}
              value={typed[name]}
              onChange={(event) => setTyped((before) => ({ ...before, [name]: event.target.value }))}
            />
          )}
        </Field>
      ))}
      {change.isError && <Failure what="The price was not set" error={change.error} />}
    </FormDialog>
  )
}

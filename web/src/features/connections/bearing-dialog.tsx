import { useState } from 'react'
import { asProblem } from '@/api/problem'
import { Failure } from '@/ui/failure'
import { Field, Input, Textarea } from '@/ui/form'
import { FormDialog } from '@/ui/form-dialog'
import { toast } from '@/ui/toast'
import { type Bearing, bearingChange, bearingOf, LABELS } from './bearing'
import { useKinds } from './kinds'
import { useChange } from './queries'
import { isToolbox, type Provider, type Toolbox } from './types'

type Props = { connection: Provider | Toolbox; onClose: () => void }

/** Changes what a connection is to bear, and who stands in for a provider. */
export function BearingDialog({ connection, onClose }: Props) {
  const { id, name, version } = connection
  const [typed, setTyped] = useState(() => bearingOf(connection))
  const standard = useKinds().data?.resilience
  const change = useChange()
  const edit = (changes: Partial<Bearing>) => setTyped((before) => ({ ...before, ...changes }))
  const save = () =>
    change.mutate(
      { path: { connection_id: id }, body: { version, ...bearingChange(connection, typed) } },
      {
        onSuccess: () => {
          toast.success(`${name} is changed`)
          onClose()
        },
      },
    )
  return (
    <FormDialog
      title={`What ${name} bears`}
      description="An empty field goes back to what Remit thinks sensible."
      verb="Save"
      wide
      busy={change.isPending}
      error={change.error}
      onSubmit={save}
      onClose={onClose}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        {LABELS.map(({ name, label, help, unit }) => (
          <Field
            key={name}
            label={unit ? `${label} (${unit})` : label}
            help={`${help}${standard ? ` Usually ${standard[name]}.` : ''}`}
          >
            {(control) => (
              <Input
                {...control}
                inputMode="decimal"
                autoComplete="off"
                maxLength={12}
                value={typed[name]}
                onChange={(event) => edit({ [name]: event.target.value })}
              />
            )}
          </Field>
        ))}
      </div>
      {!isToolbox(connection) && (
        <Field
          label="Fallbacks"
          optional
          help="Models that are asked in this order when it does not answer, one a line, as slug:model."
        >
          {(control) => (
            <Textarea
              {...control}
              className="font-mono"
              value={typed.fallbacks}
              spellCheck={false}
              onChange={(event) => edit({ fallbacks: event.target.value })}
            />
          )}
        </Field>
      )}
      {change.isError && (
        <Failure what={`${name} was not changed`} error={change.error}>
          {asProblem(change.error).type === 'changed-meanwhile' && 'Close this and look at it as it is now.'}
        </Failure>
      )}
    </FormDialog>
  )
}

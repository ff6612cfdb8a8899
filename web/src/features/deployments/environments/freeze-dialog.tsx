import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { EnvironmentList, FreezeBody } from '@/api/gen'
import { freezeEnvironmentMutation, listEnvironmentsQueryKey } from '@/api/gen/@tanstack/react-query.gen'
import { Failure } from '@/ui/failure'
import { Field, Input, Select } from '@/ui/form'
import { FormDialog } from '@/ui/form-dialog'

type Override = NonNullable<FreezeBody['may_override']>[number]
const ROLES: readonly Override[] = ['owner', 'admin', 'operator', 'builder', 'approver']
const HOUR_MS = 3_600_000

/** Writes a time as the browser's field wants it, in UTC. */
function written(at: number): string {
  return new Date(at).toISOString().slice(0, 16)
}

export function FreezeDialog({ data, onClose }: { data: EnvironmentList; onClose: () => void }) {
  const last = data.environments.at(-1)
  const [environment, setEnvironment] = useState(last?.name ?? 'prod')
  const [from, setFrom] = useState(() => written(Date.now()))
  const [until, setUntil] = useState(() => written(Date.now() + 24 * HOUR_MS))
  const [reason, setReason] = useState('')
  const [roles, setRoles] = useState<readonly Override[]>(['owner', 'admin'])
  const queries = useQueryClient()
  const freeze = useMutation({
    ...freezeEnvironmentMutation(),
    onSuccess: async () => {
      onClose()
      await queries.invalidateQueries({ queryKey: listEnvironmentsQueryKey() })
    },
  })
  const body: FreezeBody = {
    environment,
    starts_at: `${from}:00Z`,
    ends_at: `${until}:00Z`,
    reason,
    may_override: [...roles],
  }
  return (
    <FormDialog
      title="Freeze an environment"
      description="Nothing is deployed, updated, scaled or promoted there meanwhile. Pausing and rolling back stay open."
      verb="Freeze"
      busy={freeze.isPending}
      error={freeze.error}
      onSubmit={() => freeze.mutate({ body })}
      onClose={onClose}
    >
      <Field label="Environment">
        {(control) => (
          <Select
            {...control}
            value={environment}
            options={data.environments.map(({ name, title }) => ({ value: name, label: title }))}
            onChange={({ target }) => setEnvironment(target.value)}
          />
        )}
      </Field>
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
        <Field label="From, UTC">
          {(control) => (
            <Input
              {...control}
              type="datetime-local"
              value={from}
              onChange={({ target }) => setFrom(target.value)}
            />
          )}
        </Field>
        <Field label="To, UTC">
          {(control) => (
            <Input
              {...control}
              type="datetime-local"
              value={until}
              onChange={({ target }) => setUntil(target.value)}
            />
          )}
        </Field>
      </div>
      <Field label="Reason">
        {(control) => (
          <Input
            {...control}
            value={reason}
            maxLength={300}
            onChange={({ target }) => setReason(target.value)}
          />
        )}
      </Field>
      <fieldset className="flex flex-col gap-1">
        <legend className="font-medium text-sm">Who may override it</legend>
        <span className="flex flex-wrap gap-4">
          {ROLES.map((role) => (
            <label key={role} className="flex items-center gap-1.5 text-sm">
              <input
                type="checkbox"
                checked={roles.includes(role)}
                onChange={({ target }) =>
                  setRoles(target.checked ? [...roles, role] : roles.filter((each) => each !== role))
                }
              />
              {role}
            </label>
          ))}
        </span>
      </fieldset>
      {freeze.error && <Failure what="Nothing was frozen" error={freeze.error} />}
    </FormDialog>
  )
}

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { EnvironmentSetting } from '@/api/gen'
import { listEnvironmentsQueryKey, setEnvironmentMutation } from '@/api/gen/@tanstack/react-query.gen'
import { Failure } from '@/ui/failure'
import { Field, Input, Select } from '@/ui/form'
import { FormDialog } from '@/ui/form-dialog'
import { toast } from '@/ui/toast'
import { GateFields } from './gate-fields'
import { Protection } from './protection'
import { type Draft, drafted, KINDS, strategyOf } from './strategy'

type Props = { environment: EnvironmentSetting; hosts: readonly string[]; onClose: () => void }

/** How new versions come to serve in an environment, and where it may run what. */
export function EnvironmentDialog({ environment, hosts, onClose }: Props) {
  const [title, setTitle] = useState(environment.title)
  const [draft, setDraft] = useState<Draft>(() => drafted(environment.strategy))
  const [chosen, setChosen] = useState<readonly string[]>(environment.hosts)
  const [guarded, setGuarded] = useState(environment.protected)
  const queries = useQueryClient()
  const { name, version } = environment
  const save = useMutation({
    ...setEnvironmentMutation(),
    onSuccess: async () => {
      toast.success(`${name} was changed`)
      onClose()
      await queries.invalidateQueries({ queryKey: listEnvironmentsQueryKey() })
    },
  })
  const body = { title, strategy: strategyOf(draft), hosts: [...chosen], protected: guarded, version }
  return (
    <FormDialog
      title={`Change ${name}`}
      description="Rollouts that are under way go on as they began."
      verb="Save"
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate({ path: { name }, body })}
      onClose={onClose}
    >
      <Field label="Title">
        {(control) => (
          <Input
            {...control}
            value={title}
            maxLength={60}
            onChange={({ target }) => setTitle(target.value)}
          />
        )}
      </Field>
      <Protection checked={guarded} onChange={setGuarded} />
      <StrategyFields draft={draft} onChange={setDraft} />
      <fieldset className="flex flex-col gap-1">
        <legend className="font-medium text-sm">Hosts</legend>
        <span className="flex flex-wrap gap-4">
          {hosts.map((host) => (
            <label key={host} className="flex items-center gap-1.5 text-sm">
              <input
                type="checkbox"
                checked={chosen.includes(host)}
                onChange={({ target }) =>
                  setChosen(target.checked ? [...chosen, host] : chosen.filter((each) => each !== host))
                }
              />
              {host}
            </label>
          ))}
        </span>
        <p className="text-muted text-xs">None chosen: any host may be used.</p>
      </fieldset>
      {save.error && <Failure what={`${name} was not changed`} error={save.error} />}
    </FormDialog>
  )
}

type StrategyProps = { draft: Draft; onChange: (draft: Draft) => void }

function StrategyFields({ draft, onChange }: StrategyProps) {
  return (
    <>
      <Field label="New versions take over">
        {(control) => (
          <Select
            {...control}
            value={draft.kind}
            options={KINDS}
            onChange={({ target }) => onChange({ ...draft, kind: target.value as Draft['kind'] })}
          />
        )}
      </Field>
      {draft.kind === 'canary' && (
        <Field label="Steps" help="Shares of the calls in percent, rising to 100.">
          {(control) => (
            <Input
              {...control}
              value={draft.steps}
              onChange={({ target }) => onChange({ ...draft, steps: target.value })}
            />
          )}
        </Field>
      )}
      {draft.kind !== 'all_at_once' && <GateFields draft={draft} onChange={onChange} />}
      <Field
        label="Smoke run"
        optional
        help="Said to the new version before anybody is sent there. It may use its tools."
      >
        {(control) => (
          <Input
            {...control}
            value={draft.smoke}
            maxLength={2000}
            onChange={({ target }) => onChange({ ...draft, smoke: target.value })}
          />
        )}
      </Field>
    </>
  )
}

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ScalingAnswer } from '@/api/gen'
import { getScalingQueryKey, setScalingMutation } from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { Failure } from '@/ui/failure'
import { Field, Input } from '@/ui/form'
import { FormDialog } from '@/ui/form-dialog'
import { tellChange } from '../change-told'
import { refetchDeployments } from '../queries'
import type { Detail } from '../types'
import { DAYS, draftedRule, newWindow, ruleOf, type ScalingDraft, type WindowDraft } from './scaling-draft'

type Props = { detail: Detail; data: ScalingAnswer; onClose: () => void }
type Number_ = 'fewest' | 'most' | 'calls' | 'hold'

/** A rule of scaling: bounds, calls for each instance, and times of the day with a number of their own. */
export function ScalingDialog({ detail: { plan_id, name }, data, onClose }: Props) {
  const [draft, setDraft] = useState(() => draftedRule(data.rule, data.instances))
  const queries = useQueryClient()
  const path = { plan_id }
  const save = useMutation({
    ...setScalingMutation(),
    onSuccess: async (answer) => {
      tellChange(answer)
      onClose()
      await queries.invalidateQueries({ queryKey: getScalingQueryKey({ path }) })
      await refetchDeployments(queries, plan_id)
    },
  })
  const number = (field: Number_, label: string, help: string) => (
    <Field label={label} help={help}>
      {(control) => (
        <Input
          {...control}
          inputMode="decimal"
          value={draft[field]}
          onChange={({ target }) => setDraft({ ...draft, [field]: target.value })}
        />
      )}
    </Field>
  )
  return (
    <FormDialog
      title={`Scale ${name} by itself`}
      description="It is checked, and approved where that is asked for, as the most that it allows. What it does then asks nobody."
      verb="Save"
      wide
      busy={save.isPending}
      error={save.error}
      onSubmit={() => save.mutate({ path, body: ruleOf(draft) })}
      onClose={onClose}
    >
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
        {number('fewest', 'Fewest instances', data.no_zero ?? 'Outside of all windows; 0 has it sleep.')}
        {number('most', 'Most instances', 'Never more, whatever the load.')}
        {!data.no_load &&
          number('calls', 'Calls for each instance', 'Under way at once; empty: not by load.')}
        {!data.no_load && number('hold', 'Minutes before fewer', 'So long fewer must do.')}
      </div>
      {data.no_load && <p className="text-muted text-xs">{data.no_load}</p>}
      <Windows draft={draft} onChange={setDraft} />
      {save.error && <Failure what={`${name} is scaled as before`} error={save.error} />}
    </FormDialog>
  )
}

type WindowsProps = { draft: ScalingDraft; onChange: (draft: ScalingDraft) => void }

function Windows({ draft, onChange }: WindowsProps) {
  const { windows, zone, most } = draft
  const put = (next: readonly WindowDraft[]) => onChange({ ...draft, windows: next })
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="font-medium text-sm">By the hour</legend>
      {windows.map((each) => (
        <WindowRow
          key={each.id}
          window={each}
          onChange={(changed) => put(windows.map((one) => (one.id === each.id ? changed : one)))}
          onRemove={() => put(windows.filter(({ id }) => id !== each.id))}
        />
      ))}
      <span className="flex flex-wrap items-end gap-3">
        <Button size="small" variant="outline" onClick={() => put([...windows, newWindow(windows, most)])}>
          Add a window
        </Button>
        {windows.length > 0 && (
          <Field label="Time zone">
            {(control) => (
              <Input
                {...control}
                value={zone}
                maxLength={60}
                onChange={({ target }) => onChange({ ...draft, zone: target.value })}
              />
            )}
          </Field>
        )}
      </span>
    </fieldset>
  )
}

type RowProps = { window: WindowDraft; onChange: (window: WindowDraft) => void; onRemove: () => void }

function WindowRow({ window, onChange, onRemove }: RowProps) {
  const { days, start, end, instances } = window
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded border p-2 text-sm">
      <span className="flex flex-wrap gap-2">
        {DAYS.map((day) => (
          <label key={day} className="flex items-center gap-1">
            <input
              type="checkbox"
              checked={days.includes(day)}
              onChange={({ target }) =>
                onChange({
                  ...window,
                  days: DAYS.filter((each) => (each === day ? target.checked : days.includes(each))),
                })
              }
            />
            {day}
          </label>
        ))}
      </span>
      <span className="flex flex-wrap items-center gap-2">
        <Input
          type="time"
          aria-label="From"
          className="w-28"
          value={start}
          onChange={({ target }) => onChange({ ...window, start: target.value })}
        />
        to
        <Input
          type="time"
          aria-label="To"
          className="w-28"
          value={end}
          onChange={({ target }) => onChange({ ...window, end: target.value })}
        />
        <Input
          aria-label="Instances in this window"
          inputMode="numeric"
          className="w-16"
          value={instances}
          onChange={({ target }) => onChange({ ...window, instances: target.value })}
        />
        instances
        <Button size="small" variant="ghost" onClick={onRemove}>
          Remove
        </Button>
      </span>
    </div>
  )
}

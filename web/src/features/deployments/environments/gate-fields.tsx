import type { Gates } from '@/api/gen'
import { Field, Input, Select } from '@/ui/form'
import type { Draft } from './strategy'

const GATES: readonly { name: keyof Gates; label: string; help: string }[] = [
  { name: 'min_calls', label: 'Calls to judge by', help: 'Of the new version, before any gate speaks.' },
  { name: 'error_points', label: 'More failures', help: 'Percentage points; empty: no gate.' },
  { name: 'violation_points', label: 'More violations', help: 'Percentage points; empty: no gate.' },
  { name: 'latency_ratio', label: 'Slower, times', help: 'On the slowest of 20 calls; empty: no gate.' },
  { name: 'cost_ratio', label: 'Dearer, times', help: 'On the cost of a call; empty: no gate.' },
  {
    name: 'min_score',
    label: 'Evaluation score',
    help: 'At least, 0 to 1, of the new version; empty: no gate.',
  },
]
const FEW: readonly { value: Draft['fewCalls']; label: string }[] = [
  { value: 'go_on', label: 'Go on' },
  { value: 'wait', label: 'Wait for more' },
]

type Props = { draft: Draft; onChange: (draft: Draft) => void }

/** How long each step is watched, and what the new version may do worse than the stable one. */
export function GateFields({ draft, onChange }: Props) {
  return (
    <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
      <Field label="Minutes for each step">
        {(control) => (
          <Input
            {...control}
            inputMode="decimal"
            value={draft.minutes}
            onChange={({ target }) => onChange({ ...draft, minutes: target.value })}
          />
        )}
      </Field>
      <Field label="With too few calls">
        {(control) => (
          <Select
            {...control}
            value={draft.fewCalls}
            options={FEW}
            onChange={({ target }) => onChange({ ...draft, fewCalls: target.value as Draft['fewCalls'] })}
          />
        )}
      </Field>
      {GATES.map(({ name, label, help }) => (
        <Field key={name} label={label} help={help}>
          {(control) => (
            <Input
              {...control}
              inputMode="decimal"
              value={draft.gates[name]}
              onChange={({ target }) =>
                onChange({ ...draft, gates: { ...draft.gates, [name]: target.value } })
              }
            />
          )}
        </Field>
      ))}
    </div>
  )
}

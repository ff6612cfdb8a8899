import type { SearchParams } from '@/search-params'
import { ChosenFilters, Search, Select } from '@/ui/form'
import { SEVERITIES, VIOLATION_STATES } from '@/ui/states'
import { SEVERITY_ORDER, STATE_ORDER } from './violations-words'

export const FILTERS = ['q', 'state', 'severity', 'rule', 'subject', 'actor', 'label', 'call'] as const

type Props = { asked: SearchParams; onChange: (changes: SearchParams) => void }

const STATES = [
  ...STATE_ORDER.map((state) => ({ value: state, label: VIOLATION_STATES[state].word })),
  { value: STATE_ORDER.join(','), label: 'In any state' },
]
const BY_SEVERITY = [
  { value: '', label: 'Of any severity' },
  { value: 'critical,high', label: 'Critical and high' },
  ...SEVERITY_ORDER.map((severity) => ({ value: severity, label: SEVERITIES[severity].word })),
]
const NAMES = { rule: 'Rule', subject: 'About', actor: 'Caller', label: 'Label', call: 'Call' } as const

/** What of the violations is shown; what was chosen by a link can be taken away one by one. */
export function Filters({ asked, onChange }: Props) {
  return (
    <search aria-label="Violations" className="flex flex-wrap items-center gap-2 print:hidden">
      <Search
        label="Search violations"
        placeholder="Rule, caller, label or note"
        value={asked.q ?? ''}
        onChange={(q) => onChange({ q })}
      />
      <Select
        aria-label="State"
        className="w-full sm:w-40"
        value={asked.state ?? 'open'}
        onChange={({ target }) => onChange({ state: target.value === 'open' ? undefined : target.value })}
        options={withChosen(STATES, asked.state)}
      />
      <Select
        aria-label="Severity"
        className="w-full sm:w-44"
        value={asked.severity ?? ''}
        onChange={({ target }) => onChange({ severity: target.value })}
        options={withChosen(BY_SEVERITY, asked.severity)}
      />
      <ChosenFilters names={NAMES} all={FILTERS} asked={asked} onChange={onChange} />
    </search>
  )
}

type Option = { value: string; label: string }

/** What stands in the address is shown as chosen, also when it is not among the options. */
function withChosen(options: readonly Option[], value: string | undefined): readonly Option[] {
  if (!value || options.some((each) => each.value === value)) return options
  return [...options, { value, label: value }]
}

import type { SearchParams } from '@/search-params'
import { ChosenFilters, Search, Select } from '@/ui/form'
import { CALL_OUTCOMES } from '@/ui/states'
import { BY, FILTERS } from './words'

const OUTCOMES = [
  { value: '', label: 'Any outcome' },
  ...Object.entries(CALL_OUTCOMES).map(([value, { word }]) => ({ value, label: word })),
]
const NAMES: Record<string, string> = {
  ...Object.fromEntries(Object.entries(BY).map(([name, { label }]) => [name, label])),
  request_id: 'Request',
}

type Props = { asked: SearchParams; onChange: (changes: SearchParams) => void }

/** Which calls are listed; what a link chose can be taken away one by one. */
export function CallFilters({ asked, onChange }: Props) {
  return (
    <search aria-label="Calls" className="flex flex-wrap items-center gap-2">
      <Search
        label="Search calls"
        placeholder="Model, caller, request id or error"
        value={asked.q ?? ''}
        onChange={(q) => onChange({ q })}
      />
      <Select
        aria-label="Outcome"
        className="w-full sm:w-44"
        value={asked.outcome ?? ''}
        onChange={({ target }) => onChange({ outcome: target.value })}
        options={OUTCOMES}
      />
      <ChosenFilters names={NAMES} all={FILTERS} asked={asked} onChange={onChange} />
    </search>
  )
}

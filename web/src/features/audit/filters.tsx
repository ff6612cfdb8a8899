import { useId } from 'react'
import type { SearchParams } from '@/search-params'
import { ChosenFilters, Input, Search, Select } from '@/ui/form'
import type { Facets } from './types'
import { fromField, toField } from './utc'

export const FILTERS = ['q', 'type', 'actor', 'subject', 'since', 'until'] as const

const BY_LINK = { subject: 'About' }

type Props = {
  asked: SearchParams
  facets: Facets | undefined
  onChange: (changes: SearchParams) => void
}

/** What is looked for: words, what happened, who did it, about what, from when to when. */
export function Filters({ asked, facets, onChange }: Props) {
  return (
    <search aria-label="Entries" className="flex flex-wrap items-end gap-2 print:hidden">
      <Search
        label="Search the log"
        placeholder="Kind, person, name or id"
        value={asked.q ?? ''}
        onChange={(q) => onChange({ q })}
      />
      <Select
        aria-label="What happened"
        className="w-full sm:w-52"
        value={asked.type ?? ''}
        onChange={(event) => onChange({ type: event.target.value })}
        options={[{ value: '', label: 'Everything that happened' }, ...typeOptions(facets, asked.type)]}
      />
      <Select
        aria-label="Who did it"
        className="w-full sm:w-44"
        value={asked.actor ?? ''}
        onChange={(event) => onChange({ actor: event.target.value })}
        options={[{ value: '', label: 'Everybody' }, ...actorOptions(facets, asked.actor)]}
      />
      <span className="flex flex-wrap gap-2">
        <TimeField label="From (UTC)" value={asked.since} onChange={(since) => onChange({ since })} />
        <TimeField label="Until (UTC)" value={asked.until} onChange={(until) => onChange({ until })} />
      </span>
      <ChosenFilters names={BY_LINK} all={FILTERS} asked={asked} onChange={onChange} />
    </search>
  )
}

type Option = { value: string; label: string }

/** Kinds one by one, and before those of a noun all of them together. */
function typeOptions(facets: Facets | undefined, chosen: string | undefined): Option[] {
  const types = facets?.types ?? []
  const nouns = new Set(types.map(({ type }) => type.split('.')[0] ?? type))
  const options = [...nouns].flatMap((noun) => {
    const those = types.filter(({ type }) => type === noun || type.startsWith(`${noun}.`))
    return [
      ...(those.length > 1 ? [{ value: `${noun}.`, label: `All about ${noun}s` }] : []),
      ...those.map(({ type, title }) => ({ value: type, label: title })),
    ]
  })
  return withChosen(options, chosen)
}

function actorOptions(facets: Facets | undefined, chosen: string | undefined): Option[] {
  const actors = (facets?.actors ?? []).map(({ ref, name }) => ({ value: ref, label: name || ref }))
  return withChosen(
    actors.sort((one, other) => one.label.localeCompare(other.label)),
    chosen,
  )
}

/** What stands in the address is shown as chosen, also when it is not among the options. */
function withChosen(options: Option[], chosen: string | undefined): Option[] {
  if (!chosen || options.some(({ value }) => value === chosen)) return options
  return [...options, { value: chosen, label: chosen }]
}

type TimeProps = { label: string; value: string | undefined; onChange: (at: string | undefined) => void }

function TimeField({ label, value, onChange }: TimeProps) {
  const id = useId()
  return (
    <span className="flex items-center gap-1.5">
      <label htmlFor={id} className="whitespace-nowrap text-muted text-xs">
        {label}
      </label>
      <Input
        id={id}
        type="datetime-local"
        className="w-48"
        defaultValue={toField(value)}
        key={value ?? 'none'}
        max="9999-12-31T23:59"
        onChange={(event) => {
          const at = fromField(event.target.value)
          if (event.target.value === '' || at) onChange(at)
        }}
      />
    </span>
  )
}

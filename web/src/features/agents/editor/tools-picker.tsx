import { useQuery } from '@tanstack/react-query'
import { PencilLine } from 'lucide-react'
import { useMemo, useState } from 'react'
import { listUsableToolsOptions } from '@/api/gen/@tanstack/react-query.gen'
import { Badge } from '@/ui/badge'
import { Failure } from '@/ui/failure'
import { Search, Select } from '@/ui/form'
import { readTools, setTools, type Tool } from '../document/fields'

type Props = {
  label: string
  help?: string | undefined
  error?: string | undefined
  value: string
  readOnly: boolean
  onChange: (value: string) => void
}

const APPROVALS = [
  { value: 'policy', label: 'Policies decide' },
  { value: 'always', label: 'Ask a person each time' },
]
/** More than these stand behind the search. */
const MOST_SHOWN = 30

/** The tools of all connections, to be given to the agent or not; each may ask a person before it is used. */
export function ToolsPicker({ label, help, error, value, readOnly, onChange }: Props) {
  const [q, setQ] = useState('')
  const chosen = useMemo(() => readTools(value), [value])
  const usable = useQuery(listUsableToolsOptions())
  const offered = usable.data?.items ?? []
  const names = offered.map(({ connection, name }) => `${connection}.${name}`)
  const elsewhere = chosen.filter(({ use }) => !names.includes(use))
  const found = offered.filter(({ connection, name, description }) =>
    `${connection}.${name} ${description}`.toLowerCase().includes(q.trim().toLowerCase()),
  )
  const set = (use: string, next: Tool | null) => {
    const others = chosen.filter((each) => each.use !== use)
    onChange(setTools(value, next ? [...others, next] : others))
  }
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1 font-medium text-sm">
        {label} <span className="font-normal text-muted">({chosen.length} chosen)</span>
      </legend>
      {offered.length > 5 && <Search label="Find tools" value={q} onChange={setQ} />}
      {usable.isError && (
        <Failure
          what="The tools could not be loaded"
          error={usable.error}
          onRetry={() => void usable.refetch()}
        />
      )}
      {usable.data && offered.length === 0 && (
        <p className="text-muted text-sm">
          No connection has tools yet: an admin adds one under Settings, Tools. The agent works without.
        </p>
      )}
      {(found.length > 0 || elsewhere.length > 0) && (
        <ul className="max-h-72 divide-y overflow-y-auto rounded-md border">
          {elsewhere.map((tool) => (
            <Row
              key={tool.use}
              use={tool.use}
              tool={tool}
              readOnly={readOnly}
              onSet={set}
              does="As the file names it."
            />
          ))}
          {found.slice(0, MOST_SHOWN).map(({ connection, name, description, reads_only }) => {
            const use = `${connection}.${name}`
            return (
              <Row
                key={use}
                use={use}
                tool={chosen.find((each) => each.use === use)}
                changes={!reads_only}
                readOnly={readOnly}
                onSet={set}
                does={description}
              />
            )
          })}
        </ul>
      )}
      {found.length > MOST_SHOWN && (
        <p className="text-muted text-xs">And {found.length - MOST_SHOWN} more: search for them by name.</p>
      )}
      {(error || help) && <p className={`text-xs ${error ? 'text-bad' : 'text-muted'}`}>{error ?? help}</p>}
    </fieldset>
  )
}

type RowProps = {
  use: string
  tool: Tool | undefined
  does: string
  changes?: boolean
  readOnly: boolean
  onSet: (use: string, next: Tool | null) => void
}

function Row({ use, tool, does, changes = false, readOnly, onSet }: RowProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
      <label className="flex min-w-0 flex-1 basis-56 cursor-pointer items-start gap-2 text-sm">
        <input
          type="checkbox"
          className="mt-0.5 size-4 shrink-0 accent-accent"
          checked={tool !== undefined}
          disabled={readOnly}
          onChange={({ target }) => onSet(use, target.checked ? { use, approval: 'policy' } : null)}
        />
        <span className="min-w-0">
          <span className="wrap-anywhere font-mono text-xs">{use}</span>{' '}
          {changes && <Badge tone="warn" icon={PencilLine} word="Changes things" />}
          <span className="line-clamp-2 text-muted text-xs">{does}</span>
        </span>
      </label>
      {tool && (
        <Select
          aria-label={`Who is asked before ${use} is used`}
          value={tool.approval}
          disabled={readOnly}
          options={APPROVALS}
          onChange={({ target }) => onSet(use, { use, approval: target.value as Tool['approval'] })}
        />
      )}
    </li>
  )
}

import { ListFilter, X } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { environmentIn, useEnvironmentOptions } from '@/api/environments'
import { type SearchParams, useSearchParams } from '@/search-params'
import { Button } from '@/ui/button'
import { Search, Select } from '@/ui/form'
import { DEPLOYMENT_STATES } from '@/ui/states'
import { isFiltered, statusesOf } from './filters'
import type { Status } from './types'

const CHOSEN: readonly Status[] = [
  'deployed',
  'deploying',
  'pending_approval',
  'degraded',
  'failed',
  'paused',
  'rolling_back',
  'approved',
  'rejected',
  'planned',
]
const NOTHING: SearchParams = { q: '', status: '', environment: '', kind: '', after: '' }

/** Which deployments are listed; all of it stands in the address. */
export function FilterBar() {
  const [search, change] = useSearchParams()
  const environments = useEnvironmentOptions(environmentIn(search.environment))
  const filter = (changes: SearchParams) => change({ ...changes, after: undefined }, { replace: true })
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Search
        label="Search deployments"
        placeholder="Name, endpoint or command"
        value={search.q ?? ''}
        onChange={(q) => filter({ q })}
      />
      <StatusFilter chosen={statusesOf(search)} onChange={(all) => filter({ status: all.join(',') })} />
      <Select
        aria-label="Environment of the deployments"
        value={search.environment ?? ''}
        onChange={({ target }) => filter({ environment: target.value })}
        options={[{ value: '', label: 'Any environment' }, ...environments]}
      />
      <Select
        aria-label="Kind"
        value={search.kind ?? ''}
        onChange={({ target }) => filter({ kind: target.value })}
        options={[
          { value: '', label: 'Agents and models' },
          { value: 'agent', label: 'Agents' },
          { value: 'model', label: 'Models' },
        ]}
      />
      {isFiltered(search) && (
        <Button variant="ghost" size="small" onClick={() => filter(NOTHING)}>
          <X aria-hidden />
          Clear filters
        </Button>
      )}
    </div>
  )
}

type StatusProps = { chosen: readonly Status[]; onChange: (statuses: readonly Status[]) => void }

function StatusFilter({ chosen, onChange }: StatusProps) {
  const toggle = (status: Status) =>
    onChange(chosen.includes(status) ? chosen.filter((each) => each !== status) : [...chosen, status])
  const [first] = chosen
  const words =
    chosen.length === 0
      ? 'Any status'
      : chosen.length === 1 && first
        ? DEPLOYMENT_STATES[first].word
        : `${chosen.length} statuses`
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button className="border-edge font-normal" aria-label={`Status: ${words}`}>
          <ListFilter aria-hidden />
          {words}
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className="z-40 min-w-48 rounded-lg border bg-surface p-1 text-sm shadow-float"
        >
          {CHOSEN.map((status) => {
            const { word, icon: Icon } = DEPLOYMENT_STATES[status]
            return (
              <DropdownMenu.CheckboxItem
                key={status}
                checked={chosen.includes(status)}
                onCheckedChange={() => toggle(status)}
                onSelect={(event) => event.preventDefault()}
                className="flex h-8 cursor-pointer select-none items-center gap-2 rounded-md px-2 outline-none data-highlighted:bg-raised"
              >
                <span
                  aria-hidden
                  className={`grid size-4 place-items-center rounded border text-xs ${chosen.includes(status) ? 'border-accent bg-accent text-accent-text' : 'border-edge'}`}
                >
                  {chosen.includes(status) && '✓'}
                </span>
                <Icon aria-hidden className="size-4 text-muted" />
                {word}
              </DropdownMenu.CheckboxItem>
            )
          })}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

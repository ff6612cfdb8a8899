import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Bot, Plus } from 'lucide-react'
import { useCallback } from 'react'
import { listAgentsOptions } from '@/api/gen/@tanstack/react-query.gen'
import { paths } from '@/paths'
import { useSearchParams } from '@/search-params'
import { Badge } from '@/ui/badge'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { Search, Select } from '@/ui/form'
import { LinkButton } from '@/ui/link-button'
import { Moment } from '@/ui/moment'
import { AGENT_STATES } from '@/ui/states'
import { type Column, DataTable, Pager, usePaging } from '@/ui/table'
import { TabPanel, Tabs } from '@/ui/tabs'
import { useSchema } from '../queries'
import type { Agent } from '../types'
import { readFilters } from './filters'

const PAGE = 50

/** Every agent, by status, found by words, in an order: all of it in the address. */
export function AgentsList() {
  const [params, change] = useSearchParams()
  const filters = readFilters(params)
  const paging = usePaging()
  const { status, type, q, sort } = filters
  const query = { q, type, status, sort, cursor: paging.after, limit: PAGE }
  const found = useQuery({ ...listAgentsOptions({ query }), placeholderData: keepPreviousData })
  const search = useCallback(
    (words: string) => change({ q: words, after: undefined }, { replace: true }),
    [change],
  )
  const filtered = Boolean(q || type)
  const counts = found.data?.counts
  const shown = status ? counts?.[status] : counts?.all
  return (
    <Tabs
      label="Agents by status"
      tabs={TABS.map(({ id, label }) => ({ id, label, ...(counts ? { count: counts[id] } : {}) }))}
      value={status ?? 'all'}
      onChange={(id) => change({ status: id === 'all' ? undefined : id, after: undefined })}
    >
      <TabPanel id={status ?? 'all'}>
        <div className="flex flex-wrap items-center gap-2">
          <Search
            label="Search agents"
            value={q ?? ''}
            onChange={search}
            placeholder="Name, description, tag"
          />
          <TypeFilter
            type={type ?? undefined}
            onChange={(next) => change({ type: next, after: undefined })}
          />
        </div>
        {found.isError && (
          <Failure
            what="The agents could not be loaded"
            error={found.error}
            busy={found.isFetching}
            onRetry={() => void found.refetch()}
          />
        )}
        {(found.data || !found.isError) && (
          <DataTable
            label="Agents"
            columns={COLUMNS}
            rows={found.data?.items}
            rowId={({ id }) => id}
            rowName={({ slug }) => slug}
            sort={sort}
            onSort={(next) => change({ sort: next, after: undefined })}
            busy={found.isFetching}
            empty={<Nothing filtered={filtered || status !== undefined} />}
          />
        )}
        <Pager
          shown={found.data?.items.length ?? 0}
          total={shown}
          noun="agents"
          next={found.data?.next}
          {...paging}
        />
      </TabPanel>
    </Tabs>
  )
}

const TABS = [
  { id: 'all', label: 'All' },
  { id: 'active', label: 'Active' },
  { id: 'draft', label: 'Drafts' },
  { id: 'pending_approval', label: 'Pending approval' },
  { id: 'archived', label: 'Archived' },
] as const

const COLUMNS: readonly Column<Agent>[] = [
  {
    id: 'agent',
    header: 'Agent',
    sort: 'name',
    cell: ({ slug, description }) => (
      <div className="flex min-w-40 max-w-xl flex-col">
        <Link
          to={paths.agent}
          params={{ slug }}
          className="wrap-anywhere w-fit font-medium underline-offset-2 hover:underline"
        >
          {slug}
        </Link>
        <span className="line-clamp-1 text-muted text-xs" title={description.slice(0, 500)}>
          {description}
        </span>
      </div>
    ),
  },
  { id: 'status', header: 'Status', cell: ({ status }) => <Badge {...AGENT_STATES[status]} /> },
  {
    id: 'version',
    header: 'Version',
    cell: (agent) => <Versions {...agent} />,
    className: 'whitespace-nowrap',
  },
  { id: 'type', header: 'Type', cell: ({ type }) => type, className: 'max-lg:hidden' },
  {
    id: 'tags',
    header: 'Tags',
    cell: ({ tags }) => <span className="line-clamp-2 max-w-56 text-muted text-xs">{tags.join(', ')}</span>,
    className: 'max-md:hidden',
  },
  {
    id: 'changed',
    header: 'Changed',
    sort: 'updated',
    downFirst: true,
    cell: ({ updated_at }) => <Moment at={updated_at} />,
    className: 'whitespace-nowrap text-muted max-sm:hidden',
  },
]

/** Which version runs, and whether a newer one waits. */
function Versions({ active_version: active, version: newest }: Agent) {
  if (active === newest.number) return active
  return (
    <>
      {active ?? 'none'} <span className="text-muted text-xs">newest {newest.number}</span>
    </>
  )
}

function TypeFilter({
  type,
  onChange,
}: {
  type: Agent['type'] | undefined
  onChange: (type: string) => void
}) {
  const types = useSchema()?.['x-remit-types'] ?? []
  const options = types.map(({ type, runs }) => ({
    value: type,
    label: runs ? type : `${type} (comes later)`,
  }))
  return (
    <Select
      aria-label="Type"
      value={type ?? ''}
      onChange={({ target }) => onChange(target.value)}
      options={[{ value: '', label: 'Every type' }, ...options]}
    />
  )
}

function Nothing({ filtered }: { filtered: boolean }) {
  if (filtered) return <EmptyState icon={Bot} title="No agent is like that" />
  return (
    <EmptyState
      icon={Bot}
      title="There are no agents yet"
      command="remit agents apply FILE"
      action={<NewAgentLink />}
    >
      Begin with a template, a file, or nothing at all.
    </EmptyState>
  )
}

export function NewAgentLink() {
  return (
    <LinkButton to={paths.newAgent} icon={Plus}>
      New agent
    </LinkButton>
  )
}

import { Link } from '@tanstack/react-router'
import { paths } from '@/paths'
import { type SearchParams, useSearchParams } from '@/search-params'
import { Failure } from '@/ui/failure'
import { ChosenFilters, Select } from '@/ui/form'
import { Notice } from '@/ui/notice'
import { PageHeader } from '@/ui/page-header'
import { RUN_STATES } from '@/ui/states'
import { Pager, usePaging } from '@/ui/table'
import { useRuns } from './queries'
import { RunsTable } from './runs-table'
import type { Status } from './types'

const ORDER: readonly Status[] = ['waiting', 'running', 'answered', 'refused', 'failed', 'unknown']
const STATES = [
  { value: '', label: 'In any state' },
  ...ORDER.map((status) => ({ value: status, label: RUN_STATES[status].word })),
]
const WHOSE = [
  { value: '', label: 'Everybody’s' },
  { value: 'mine', label: 'Mine' },
]
const MOST_COUNTED = 100

/** Runs of agents that waited for a person, and what became of them. */
export function RunsView() {
  const [asked, change] = useSearchParams()
  return (
    <>
      <PageHeader
        title="Runs"
        description="Agents that had to wait for a person before they used a tool: what for, who decided, and how it ended."
      />
      <search aria-label="Runs" className="flex flex-wrap items-center gap-2 print:hidden">
        <StateSelect asked={asked} onChange={change} />
        <Select
          aria-label="Whose"
          className="w-full sm:w-40"
          value={asked.whose === 'mine' ? 'mine' : ''}
          onChange={({ target }) => change({ whose: target.value, after: '' }, { replace: true })}
          options={WHOSE}
        />
        <ChosenFilters
          names={{ deployment: 'Deployment' }}
          all={['whose', 'deployment']}
          asked={asked}
          onChange={(changes) => change({ ...changes, after: '' }, { replace: true })}
        />
      </search>
      <RunList
        asked={asked}
        deployment={asked.deployment}
        narrowed={asked.whose === 'mine' || !!asked.deployment}
      />
    </>
  )
}

/** The runs of one deployment, for its page. */
export function RunsOf({ deployment }: { deployment: string }) {
  const [asked, change] = useSearchParams()
  return (
    <>
      <StateSelect asked={asked} onChange={change} />
      <RunList asked={asked} deployment={deployment} narrowed={false} ofOne />
    </>
  )
}

/** Says that runs of a deployment wait, and leads to them; nothing where none does. */
export function WaitingRuns({ deployment }: { deployment: string }) {
  const { data } = useRuns({ deployment, status: 'waiting' }, MOST_COUNTED)
  const number = data?.items.length ?? 0
  if (number === 0) return null
  const more = data?.next
    ? `${number} or more runs wait`
    : number === 1
      ? 'A run waits'
      : `${number} runs wait`
  return (
    <Notice
      tone="warn"
      title={`${more} for a person`}
      action={
        <Link
          to={paths.runs}
          search={{ deployment, status: 'waiting' } as never}
          className="shrink-0 text-accent underline-offset-2 hover:underline"
        >
          Look at {number === 1 ? 'it' : 'them'}
        </Link>
      }
    >
      The agent wants to use a tool that somebody has to approve.
    </Notice>
  )
}

type StateProps = {
  asked: SearchParams
  onChange: (changes: SearchParams, how?: { replace?: boolean }) => void
}

function StateSelect({ asked, onChange }: StateProps) {
  return (
    <Select
      aria-label="State"
      className="w-full sm:w-48"
      value={stateOf(asked) ?? ''}
      onChange={({ target }) => onChange({ status: target.value, after: '' }, { replace: true })}
      options={STATES}
    />
  )
}

type ListProps = { asked: SearchParams; deployment: string | undefined; narrowed: boolean; ofOne?: boolean }

function RunList({ asked, deployment, narrowed, ofOne = false }: ListProps) {
  const paging = usePaging()
  const status = stateOf(asked)
  const found = useRuns({ status, deployment, mine: asked.whose === 'mine', after: paging.after })
  const rows = found.data?.items
  return (
    <>
      {found.isError ? (
        <Failure
          what="The runs could not be loaded"
          error={found.error}
          busy={found.isFetching}
          onRetry={() => void found.refetch()}
        />
      ) : (
        <RunsTable
          rows={rows}
          busy={found.isPlaceholderData}
          narrowed={narrowed || status !== undefined}
          ofOne={ofOne}
        />
      )}
      <Pager {...paging} shown={rows?.length ?? 0} noun="runs" next={found.data?.next} />
    </>
  )
}

function stateOf({ status }: SearchParams): Status | undefined {
  return ORDER.find((each) => each === status)
}

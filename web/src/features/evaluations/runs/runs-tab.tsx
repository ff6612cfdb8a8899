import { Link } from '@tanstack/react-router'
import { FlaskConical, X } from 'lucide-react'
import { paths } from '@/paths'
import { useSearchParams } from '@/search-params'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { Moment } from '@/ui/moment'
import { type Column, DataTable, Pager, usePaging } from '@/ui/table'
import { RunBadge, ScoreBar } from '../marks'
import { useRuns } from '../queries'
import type { Run } from '../types'
import { cost } from '../words'

/** What was measured, newest first; on the page of an agent only its own. */
export function RunsTab({ of }: { of?: string }) {
  const [asked, change] = useSearchParams()
  const paging = usePaging()
  const found = useRuns(of === undefined ? asked : { agent: of }, paging.after)
  const narrowed = of === undefined ? [asked.agent, asked.dataset].filter((each) => each !== undefined) : []
  if (found.isError) {
    return (
      <Failure
        what="The evaluations could not be loaded"
        error={found.error}
        busy={found.isFetching}
        onRetry={() => void found.refetch()}
      />
    )
  }
  return (
    <>
      {of !== undefined && (
        <Link
          to={paths.evaluations}
          search={{ evaluate: 'new', agent: of } as never}
          className="self-start text-sm underline"
        >
          Evaluate {of}
        </Link>
      )}
      {narrowed.length > 0 && (
        <p className="flex flex-wrap items-center gap-2 text-muted text-sm">
          Only {narrowed.join(' on ')}
          <Button
            size="small"
            onClick={() => change({ agent: undefined, dataset: undefined, after: undefined })}
          >
            <X aria-hidden />
            Show all
          </Button>
        </p>
      )}
      <DataTable
        label="Evaluations"
        columns={COLUMNS}
        rows={found.data?.items}
        rowId={({ id }) => id}
        rowName={({ agent, version }) => `${agent} version ${version}`}
        busy={found.isPlaceholderData}
        empty={
          <EmptyState
            icon={FlaskConical}
            title="Nothing was evaluated yet"
            command="remit evaluate AGENT --dataset NAME --scorer contains"
          >
            Make a dataset of questions with known answers, then measure an agent on it.
          </EmptyState>
        }
      />
      <Pager {...paging} shown={found.data?.items.length ?? 0} noun="evaluations" next={found.data?.next} />
    </>
  )
}

export const COLUMNS: readonly Column<Run>[] = [
  {
    id: 'agent',
    header: 'Agent',
    cell: (run) => (
      <div>
        <Link to={paths.evaluation} params={{ id: run.id }} className="font-medium hover:underline">
          {run.agent} <span className="font-normal text-muted">version {run.version}</span>
        </Link>
        <span className="mt-1 block sm:hidden">
          <RunBadge run={run} />
        </span>
      </div>
    ),
  },
  {
    id: 'dataset',
    header: 'Dataset',
    className: 'max-md:hidden',
    cell: (run) => (
      <Link to={paths.dataset} params={{ slug: run.dataset }} className="hover:underline">
        {run.dataset} <span className="text-muted">version {run.dataset_version}</span>
      </Link>
    ),
  },
  {
    id: 'state',
    header: 'State',
    className: 'max-sm:hidden',
    cell: (run) => (
      <span className="inline-flex flex-wrap items-center gap-2">
        <RunBadge run={run} />
        {run.status === 'running' && (
          <span className="text-muted text-xs tabular-nums">
            {run.done} of {run.cases}
          </span>
        )}
      </span>
    ),
  },
  {
    id: 'score',
    header: 'Score',
    cell: (run) => <ScoreBar value={run.score} interval={run.summary?.interval} threshold={run.threshold} />,
  },
  { id: 'cases', header: 'Cases', align: 'end', className: 'max-lg:hidden', cell: ({ cases }) => cases },
  { id: 'cost', header: 'Cost', align: 'end', className: 'max-lg:hidden', cell: cost },
  {
    id: 'when',
    header: 'When',
    align: 'end',
    className: 'max-sm:hidden',
    cell: ({ created_at }) => (
      <span className="whitespace-nowrap text-muted">
        <Moment at={created_at} />
      </span>
    ),
  },
]

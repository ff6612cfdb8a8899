import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { paths } from '@/paths'
import { useSearchParams } from '@/search-params'
import { Button } from '@/ui/button'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Failure } from '@/ui/failure'
import { Select } from '@/ui/form'
import { Notice } from '@/ui/notice'
import { PageHeader } from '@/ui/page-header'
import { Skeleton } from '@/ui/skeleton'
import { RunBadge } from '../marks'
import { useCancel, useRun } from '../queries'
import type { RunDetail } from '../types'
import { CompareView } from './compare-view'
import { Results } from './results'
import { RunSummary } from './run-summary'

/** One evaluation: its score and each case; with `before` in the address, beside an earlier one. */
export function RunPage({ id }: { id: string }) {
  const found = useRun(id)
  if (found.data) return <Loaded run={found.data} />
  if (found.isError) {
    return (
      <Failure
        what="The evaluation could not be loaded"
        error={found.error}
        onRetry={() => void found.refetch()}
      />
    )
  }
  return <Skeleton className="h-96" />
}

function Loaded({ run }: { run: RunDetail }) {
  const [{ before }] = useSearchParams()
  const [asking, setAsking] = useState(false)
  const running = run.status === 'queued' || run.status === 'running'
  return (
    <>
      <PageHeader
        title={`${run.agent} version ${run.version}`}
        marks={<RunBadge run={run} />}
        description={
          <>
            On{' '}
            <Link
              to={paths.dataset}
              params={{ slug: run.dataset }}
              search={{ version: String(run.dataset_version) } as never}
              className="underline"
            >
              {run.dataset} version {run.dataset_version}
            </Link>
            , {run.cases.toLocaleString('en-GB')} cases
            {run.effects === 'real' ? '; what it did was really done' : '; dry run: tools were rehearsed'}
          </>
        }
        actions={
          <>
            {!running && <CompareWith run={run} />}
            {run.may_cancel && <Button onClick={() => setAsking(true)}>Cancel</Button>}
          </>
        }
      />
      {run.problem && (
        <Notice tone="bad" title={run.problem.title}>
          {run.problem.detail}
        </Notice>
      )}
      {running && <Progress run={run} />}
      {before ? <CompareView id={run.id} before={before} /> : <Whole run={run} running={running} />}
      {asking && <CancelDialog run={run} onClose={() => setAsking(false)} />}
    </>
  )
}

function Whole({ run, running }: { run: RunDetail; running: boolean }) {
  return (
    <>
      {!running && <RunSummary run={run} />}
      <Results run={run} />
    </>
  )
}

function Progress({ run }: { run: RunDetail }) {
  return (
    <div className="flex items-center gap-3 text-sm">
      <progress
        aria-label="Cases done"
        value={run.done}
        max={run.cases}
        className="h-2 flex-1 overflow-hidden rounded-full bg-raised [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-raised [&::-webkit-progress-value]:bg-accent"
      />
      <span aria-live="polite" className="text-muted tabular-nums">
        {run.done} of {run.cases} cases
      </span>
    </div>
  )
}

function CompareWith({ run }: { run: RunDetail }) {
  const [{ before }, change] = useSearchParams()
  if (run.comparable.length === 0) return null
  const options = run.comparable.map((each) => ({
    value: each.id,
    label: `${each.agent} version ${each.version}, ${new Date(each.created_at).toLocaleDateString('en-GB')}`,
  }))
  return (
    <Select
      aria-label="Compare with"
      className="w-60"
      value={before ?? ''}
      onChange={({ target }) =>
        change({ before: target.value || undefined, after: undefined, only: undefined })
      }
      options={[{ value: '', label: before ? 'Compare with none' : 'Compare with…' }, ...options]}
    />
  )
}

function CancelDialog({ run, onClose }: { run: RunDetail; onClose: () => void }) {
  const cancel = useCancel()
  return (
    <ConfirmDialog
      title="End this evaluation?"
      verb="End it"
      danger
      busy={cancel.isPending}
      error={cancel.error}
      onConfirm={() => cancel.mutate({ path: { id: run.id } }, { onSuccess: onClose })}
      onClose={onClose}
    >
      No further case is asked. What was found of the first {run.done} is kept; it cannot go on later.
    </ConfirmDialog>
  )
}

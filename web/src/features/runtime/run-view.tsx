import { Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { asProblem } from '@/api/problem'
import { paths } from '@/paths'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { Moment } from '@/ui/moment'
import { Notice } from '@/ui/notice'
import { PageHeader, usePageTitle } from '@/ui/page-header'
import { Skeleton } from '@/ui/skeleton'
import { Calls } from './calls'
import { CancelDialog } from './cancel-dialog'
import { RunMark } from './marks'
import { useRun } from './queries'
import { Steps } from './steps'
import type { Detail } from './types'
import { Where } from './where'

/** One run, step by step. */
export function RunView({ id }: { id: string }) {
  const { data: run, error, isFetching, refetch } = useRun(id)
  const missing = error !== null && asProblem(error).status === 404
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-col gap-4">
      <Link to={paths.runs} className="flex items-center gap-1 self-start text-muted text-sm hover:text-text">
        <ArrowLeft aria-hidden className="size-4" />
        Runs
      </Link>
      {missing ? (
        <Missing />
      ) : (
        <>
          {error && (
            <Failure
              what={run ? 'The run could not be brought up to date' : 'The run could not be loaded'}
              error={error}
              busy={isFetching}
              onRetry={() => void refetch()}
            />
          )}
          {run ? <Loaded run={run} /> : !error && <Loading />}
        </>
      )}
    </div>
  )
}

function Missing() {
  usePageTitle('No such run')
  return (
    <>
      <h1 className="sr-only">No such run</h1>
      <EmptyState title="There is no such run">
        It may belong to somebody else: who asked for a run sees it, and who may decide on changes.
      </EmptyState>
    </>
  )
}

function Loading() {
  return (
    <div aria-busy className="flex flex-col gap-4">
      <h1 className="sr-only">Run</h1>
      <Skeleton className="h-7 w-64" />
      <Skeleton className="h-40 w-full" />
    </div>
  )
}

function Loaded({ run }: { run: Detail }) {
  const [cancelling, setCancelling] = useState(false)
  return (
    <>
      <PageHeader
        title={`Run of ${run.agent}`}
        marks={
          <span role="status">
            <RunMark run={run} />
          </span>
        }
        description={
          <>
            Asked by <bdi>{run.asked_by.name}</bdi>
            {run.environment === '' && ', on trial'}, <Moment at={run.created_at} />
          </>
        }
        actions={
          run.may_cancel === null && <Button onClick={() => setCancelling(true)}>Cancel the run…</Button>
        }
      />
      <Ended run={run} />
      <Steps run={run} />
      {run.answer !== null && (
        <Card title="Answer">
          <p className="wrap-anywhere whitespace-pre-wrap text-sm">{run.answer}</p>
        </Card>
      )}
      <Calls run={run} />
      <Where run={run} />
      {cancelling && <CancelDialog run={run} onClose={() => setCancelling(false)} />}
    </>
  )
}

/** How a run ended that has no answer, and what to do where nobody knows what was done. */
function Ended({ run: { status, problem, calls, mine } }: { run: Detail }): ReactNode {
  if (status === 'answered' && !mine) {
    return <p className="text-muted text-sm">It has been answered; the answer is shown to whoever asked.</p>
  }
  if (!problem) return null
  return (
    <Notice
      tone={status === 'refused' ? 'idle' : 'bad'}
      title={problem.title}
      action={
        status === 'unknown' && (
          <Link
            to={paths.violations}
            search={{ call: calls[0]?.id } as never}
            className="shrink-0 text-accent underline-offset-2 hover:underline"
          >
            The violation
          </Link>
        )
      }
    >
      {problem.detail}
    </Notice>
  )
}

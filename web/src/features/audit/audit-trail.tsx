import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { BadgeCheck } from 'lucide-react'
import { listAuditEntriesInfiniteOptions } from '@/api/gen/@tanstack/react-query.gen'
import { paths } from '@/paths'
import { Button } from '@/ui/button'
import { Failure } from '@/ui/failure'
import { Skeleton } from '@/ui/skeleton'
import { CheckedNotice } from './checked-notice'
import { ProofMark } from './proof-mark'
import type { Entry } from './types'
import { useChecks } from './use-checks'
import { utc } from './utc'

const PAGE = 25

/** What the log holds about one subject (`deployment:dep_…`), the newest first, each with its proof. */
export function AuditTrail({ subject }: { subject: string }) {
  const checks = useChecks()
  const pages = useInfiniteQuery({
    ...listAuditEntriesInfiniteOptions({ query: { subject, order: 'newest', limit: PAGE } }),
    initialPageParam: {},
    getNextPageParam: ({ next }) => (next ? { query: { cursor: next } } : undefined),
  })
  const entries = pages.data?.pages.flatMap(({ items }) => items)
  return (
    <section aria-label="Audit trail" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <p className="flex-1 text-muted text-sm">
          Every entry stands in a signed log; verifying checks that here, in this browser.
        </p>
        <Button
          size="small"
          busy={checks.busy}
          disabled={!entries?.length}
          onClick={() => entries && checks.verify(entries)}
        >
          {!checks.busy && <BadgeCheck aria-hidden />}
          Verify all
        </Button>
      </div>
      <CheckedNotice checks={checks} />
      {pages.isPending && <Skeleton className="h-24 w-full" />}
      {pages.isError && (
        <Failure
          what="The audit trail could not be loaded"
          error={pages.error}
          onRetry={() => void pages.refetch()}
        />
      )}
      {entries?.length === 0 && <p className="text-muted text-sm">The log holds nothing about this yet.</p>}
      {entries && entries.length > 0 && (
        <ol className="divide-y rounded-lg border bg-surface">
          {entries.map((entry) => (
            <Line key={entry.id} entry={entry} mark={<ProofMark report={checks.reports.get(entry.seq)} />} />
          ))}
        </ol>
      )}
      {pages.hasNextPage && (
        <Button
          className="self-start"
          busy={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
        >
          Show older entries
        </Button>
      )}
    </section>
  )
}

function Line({ entry, mark }: { entry: Entry; mark: React.ReactNode }) {
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-1 px-3 py-2 text-sm">
      <time dateTime={entry.time} className="text-muted tabular-nums">
        {utc(entry.time)} UTC
      </time>
      <span className="min-w-0 flex-1 basis-56">
        <Link
          to={paths.audit}
          search={{ subject: entry.subject, entry: String(entry.seq) } as never}
          className="font-medium hover:underline"
        >
          {entry.title}
        </Link>{' '}
        <span className="text-muted">by {entry.actor.name}</span>
        {entry.detail && <span className="wrap-anywhere block text-muted text-xs">{entry.detail}</span>}
      </span>
      {mark}
    </li>
  )
}

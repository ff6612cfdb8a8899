import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { History as HistoryIcon } from 'lucide-react'
import { listProposalsOptions } from '@/api/gen/@tanstack/react-query.gen'
import { paths } from '@/paths'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { Moment } from '@/ui/moment'
import { type Column, DataTable, Pager, usePaging } from '@/ui/table'
import { RiskMark, StatusMark } from './marks'
import type { Proposal } from './types'
import type { Asked } from './use-queue'

const COLUMNS: readonly Column<Proposal>[] = [
  {
    id: 'title',
    header: 'Proposal',
    cell: ({ id, title }) => (
      <Link
        to={paths.approval}
        params={{ id } as never}
        className="wrap-anywhere font-medium hover:underline"
      >
        {title}
      </Link>
    ),
  },
  { id: 'status', header: 'Outcome', cell: ({ status }) => <StatusMark status={status} /> },
  {
    id: 'risk',
    header: 'Risk',
    className: 'max-md:hidden',
    cell: ({ risk }) => <RiskMark level={risk.level} />,
  },
  {
    id: 'asked',
    header: 'Asked by',
    className: 'max-md:hidden',
    cell: ({ requested_by: { name } }) => <span className="wrap-anywhere">{name}</span>,
  },
  {
    id: 'decided',
    header: 'Decided by',
    className: 'max-sm:hidden',
    cell: ({ verdict }) => <span className="wrap-anywhere">{verdict?.decided_by.name ?? 'nobody'}</span>,
  },
  {
    id: 'reason',
    header: 'Reason',
    className: 'max-lg:hidden',
    cell: ({ verdict, ended }) => (
      <span className="wrap-anywhere line-clamp-2 text-muted">{verdict?.reason ?? ended}</span>
    ),
  },
  {
    id: 'when',
    header: 'When',
    cell: ({ decided_at, expires_at }) => (
      <span className="whitespace-nowrap text-muted">
        <Moment at={decided_at ?? expires_at} />
      </span>
    ),
  },
]

/** What was decided, withdrawn or ran out of time, the last one first. */
export function History({ asked, status = 'decided' }: { asked: Asked; status?: 'decided' | 'review' }) {
  const paging = usePaging()
  const { data, isError, error, isFetching, isPlaceholderData, refetch } = useQuery({
    ...listProposalsOptions({ query: { ...asked, status, cursor: paging.after, limit: 50 } }),
    placeholderData: keepPreviousData,
  })
  if (isError && !data) {
    return (
      <Failure
        what="The history could not be loaded"
        error={error}
        busy={isFetching}
        onRetry={() => void refetch()}
      />
    )
  }
  return (
    <>
      <DataTable
        label="Decided proposals"
        columns={COLUMNS}
        rows={data?.items}
        rowId={({ id }) => id}
        rowName={({ title }) => title}
        busy={isPlaceholderData}
        empty={
          status === 'review' ? (
            <EmptyState icon={HistoryIcon} title="Nothing is left to review">
              A change that did not wait for its approvals stays here until a third person has looked at it.
            </EmptyState>
          ) : (
            <EmptyState icon={HistoryIcon} title="Nothing has been decided yet">
              What people approve or reject is listed here with their reasons.
            </EmptyState>
          )
        }
      />
      <Pager {...paging} shown={data?.items.length ?? 0} noun="proposals" next={data?.next} />
    </>
  )
}

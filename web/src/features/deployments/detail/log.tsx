import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { ListDeploymentCallsData, LoggedCall } from '@/api/gen'
import { listDeploymentCallsOptions } from '@/api/gen/@tanstack/react-query.gen'
import { useSearchParams } from '@/search-params'
import { Badge } from '@/ui/badge'
import { CopyButton } from '@/ui/copy-button'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { Select } from '@/ui/form'
import { Moment } from '@/ui/moment'
import { CALL_OUTCOMES } from '@/ui/states'
import { type Column, DataTable, Pager, usePaging } from '@/ui/table'
import { smallUsd } from '@/ui/usd'
import { useRefetchInterval } from '../queries'
import type { Detail } from '../types'

const PAGE = 50
const count = new Intl.NumberFormat('en-GB')
type Outcome = LoggedCall['outcome']

const COLUMNS: readonly Column<LoggedCall>[] = [
  {
    id: 'at',
    header: 'When',
    cell: ({ at }) => <Moment at={at} />,
    className: 'whitespace-nowrap',
  },
  { id: 'outcome', header: 'Outcome', cell: ({ outcome }) => <Badge {...CALL_OUTCOMES[outcome]} /> },
  {
    id: 'error',
    header: 'Error',
    cell: ({ error }) => (error ? <span className="wrap-anywhere">{error.replaceAll('-', ' ')}</span> : ''),
    className: 'max-md:hidden',
  },
  {
    id: 'duration',
    header: 'Duration, ms',
    align: 'end',
    cell: ({ duration_ms }) => count.format(Math.round(duration_ms)),
  },
  {
    id: 'tokens',
    header: 'Tokens in, out',
    align: 'end',
    cell: ({ input_tokens, output_tokens }) =>
      `${count.format(input_tokens)}, ${count.format(output_tokens)}`,
    className: 'whitespace-nowrap max-md:hidden',
  },
  {
    id: 'cost',
    header: 'Cost',
    align: 'end',
    cell: ({ cost_usd }) => (cost_usd === null ? 'unknown' : smallUsd(cost_usd)),
    className: 'max-sm:hidden',
  },
  { id: 'model', header: 'Model', cell: ({ model }) => model || '–', className: 'max-lg:hidden' },
  {
    id: 'request',
    header: 'Request',
    cell: ({ request_id }) => (
      <span className="flex items-center gap-1">
        <code className="max-w-32 truncate font-mono text-xs" title={request_id}>
          {request_id}
        </code>
        <CopyButton text={request_id} label="the request id" />
      </span>
    ),
    className: 'max-lg:hidden',
  },
]

/** The calls of a deployment, newest first. What was said is not kept here. */
export function CallLog({ detail }: { detail: Detail }) {
  const [search, change] = useSearchParams()
  const paging = usePaging()
  const refetchInterval = useRefetchInterval()
  const outcome =
    search.outcome && Object.hasOwn(CALL_OUTCOMES, search.outcome) ? (search.outcome as Outcome) : undefined
  const query: NonNullable<ListDeploymentCallsData['query']> = { limit: PAGE }
  if (outcome) query.outcome = outcome
  if (paging.after) query.cursor = paging.after
  const calls = useQuery({
    ...listDeploymentCallsOptions({ path: { plan_id: detail.plan_id }, query }),
    placeholderData: keepPreviousData,
    refetchInterval,
  })
  return (
    <>
      <Select
        aria-label="Outcome"
        className="w-fit"
        value={outcome ?? ''}
        onChange={({ target }) => change({ outcome: target.value, after: '' }, { replace: true })}
        options={[
          { value: '', label: 'Any outcome' },
          ...Object.entries(CALL_OUTCOMES).map(([value, { word }]) => ({ value, label: word })),
        ]}
      />
      {calls.isError ? (
        <Failure
          what="The log could not be loaded"
          error={calls.error}
          busy={calls.isFetching}
          onRetry={() => void calls.refetch()}
        />
      ) : (
        <DataTable
          label="Calls"
          columns={COLUMNS}
          rows={calls.data?.items}
          rowId={({ id }) => id}
          rowName={({ request_id }) => request_id}
          busy={calls.isPlaceholderData}
          empty={
            <EmptyState title={outcome ? 'No call ended like that' : 'Nobody has called it yet'}>
              {!outcome && detail.kind === 'agent' && 'The Code tab shows how.'}
            </EmptyState>
          }
        />
      )}
      {calls.data && (
        <Pager noun="calls" shown={calls.data.items.length} next={calls.data.next} {...paging} />
      )}
    </>
  )
}

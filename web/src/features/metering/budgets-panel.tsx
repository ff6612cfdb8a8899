import { Wallet } from 'lucide-react'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { Notice } from '@/ui/notice'
import { type Column, DataTable, Pager, usePaging } from '@/ui/table'
import { useBudgets } from './queries'
import { RowMenu } from './row-menu'
import { SpentBar } from './spent-bar'
import type { Budget, Open } from './types'
import { KINDS, money, nameOf, standing, whose } from './words'

const UTC = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
})

type Props = { mayWrite: boolean; onOpen: (open: Open<Budget>) => void }

/** Every budget, how it stands, and which calls wait for a person. */
export function BudgetsPanel({ mayWrite, onOpen }: Props) {
  const paging = usePaging()
  const { data, error, isFetching, refetch } = useBudgets(paging.after)
  const waiting = data?.items.filter((each) => each.waiting > 0) ?? []
  return (
    <>
      {waiting.map((budget) => (
        <Waiting key={budget.id} budget={budget} mayWrite={mayWrite} onOpen={onOpen} />
      ))}
      {error && (
        <Failure
          what="The budgets could not be loaded"
          error={error}
          busy={isFetching}
          onRetry={() => void refetch()}
        >
          {data ? 'What you see is how they were. ' : ''}Calls are still held to them.
        </Failure>
      )}
      {(data || !error) && (
        <DataTable
          label="Budgets"
          columns={COLUMNS}
          rows={data?.items}
          rowId={({ id }) => id}
          rowName={nameOf}
          {...(mayWrite && {
            menu: (row: Budget) => <RowMenu name={nameOf(row)} row={row} onOpen={onOpen} />,
          })}
          empty={
            <EmptyState
              icon={Wallet}
              title="No budgets yet"
              command="remit budgets set 200 --each month"
              action={mayWrite && <Button onClick={() => onOpen({ dialog: 'add' })}>Set a budget</Button>}
            >
              Agents spend what they are asked to. A budget says how much that may be, and no call goes beyond
              it.
            </EmptyState>
          }
        />
      )}
      {(data?.next || paging.after) && (
        <Pager {...paging} shown={data?.items.length ?? 0} noun="budgets" next={data?.next} />
      )}
    </>
  )
}

function Waiting({ budget, mayWrite, onOpen }: Props & { budget: Budget }) {
  const enough = budget.enough_usd ?? budget.limit_usd
  const calls = budget.waiting === 1 ? '1 call waits' : `${budget.waiting} calls wait`
  return (
    <Notice
      tone="warn"
      title={`${calls} for the budget of ${whose(budget)}`}
      action={
        mayWrite && (
          <Button size="small" onClick={() => onOpen({ dialog: 'edit', row: budget, limit: enough })}>
            Raise it
          </Button>
        )
      }
    >
      {money(budget.spent_usd)} of {money(budget.limit_usd)} each {budget.period} are spent.{' '}
      {mayWrite
        ? `Raise it to ${money(enough)} and they go on.`
        : `An owner or admin can raise it to ${money(enough)}.`}
    </Notice>
  )
}

const COLUMNS: readonly Column<Budget>[] = [
  {
    id: 'for',
    header: 'For',
    cell: (budget) => (
      <span className="flex min-w-32 flex-col">
        <span className="wrap-anywhere font-medium">{budget.subject_name || budget.subject}</span>
        <span className="text-muted text-xs">
          {budget.subject_live ? KINDS[budget.scope] : `${KINDS[budget.scope]}, gone`} · each {budget.period}
        </span>
        <span className="mt-1 md:hidden">
          <Badge {...standing(budget)} />
        </span>
      </span>
    ),
  },
  { id: 'spent', header: 'Spent', cell: (budget) => <SpentBar budget={budget} /> },
  {
    id: 'standing',
    header: 'State',
    className: 'max-md:hidden',
    cell: (budget) => <Badge {...standing(budget)} />,
  },
  {
    id: 'left',
    header: 'Left',
    align: 'end',
    className: 'max-md:hidden',
    cell: (budget) => money(budget.left_usd),
  },
  {
    id: 'forecast',
    header: 'Forecast',
    align: 'end',
    className: 'max-lg:hidden',
    cell: ({ forecast_usd, limit_usd }) =>
      forecast_usd === null ? (
        <span className="text-muted">Too early</span>
      ) : (
        <span className={forecast_usd > limit_usd ? 'text-warn' : undefined}>{money(forecast_usd)}</span>
      ),
  },
  {
    id: 'ends',
    header: 'Begins anew (UTC)',
    className: 'whitespace-nowrap max-lg:hidden',
    cell: ({ period_ends_at }) => (
      <time dateTime={period_ends_at}>{UTC.format(new Date(period_ends_at))}</time>
    ),
  },
  {
    id: 'at_limit',
    header: 'At the limit',
    className: 'whitespace-nowrap max-lg:hidden',
    cell: ({ at_limit }) => (at_limit === 'ask' ? 'Calls wait' : 'Calls are refused'),
  },
]

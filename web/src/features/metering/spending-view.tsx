import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useSearchParams } from '@/search-params'
import { Button } from '@/ui/button'
import { Notice } from '@/ui/notice'
import { PageHeader } from '@/ui/page-header'
import { TabPanel, Tabs } from '@/ui/tabs'
import { BudgetDialog } from './budget-dialog'
import { BudgetsPanel } from './budgets-panel'
import { DeleteBudget, DeleteLimit } from './delete-dialogs'
import { LimitDialog } from './limit-dialog'
import { LimitsPanel } from './limits-panel'
import type { Budget, Limit, Open } from './types'

const TABS = [
  { id: 'budgets', label: 'Budgets' },
  { id: 'limits', label: 'Limits' },
]

type Props = { mayWriteBudgets: boolean; mayWriteLimits: boolean }

/** What may be spent and how much may be asked. */
export function SpendingView({ mayWriteBudgets, mayWriteLimits }: Props) {
  const [{ view }, change] = useSearchParams()
  const [budget, setBudget] = useState<Open<Budget>>(null)
  const [limit, setLimit] = useState<Open<Limit>>(null)
  const limits = view === 'limits'
  const may = limits ? mayWriteLimits : mayWriteBudgets
  return (
    <>
      <PageHeader
        title="Budgets and limits"
        description="No call goes beyond a budget over it, and none is made faster than a limit allows."
        actions={
          may && (
            <Button
              variant="primary"
              onClick={() => (limits ? setLimit({ dialog: 'add' }) : setBudget({ dialog: 'add' }))}
            >
              <Plus aria-hidden />
              {limits ? 'Set a limit' : 'Set a budget'}
            </Button>
          )
        }
      />
      {!may && (
        <Notice tone="idle" title="You can look at this page">
          Setting budgets and limits needs the role owner or admin.
        </Notice>
      )}
      <Tabs
        label="Budgets and limits"
        tabs={TABS}
        value={limits ? 'limits' : 'budgets'}
        onChange={(id) => change({ view: id === 'limits' ? id : undefined, after: undefined })}
      >
        <TabPanel id={limits ? 'limits' : 'budgets'}>
          {limits ? (
            <LimitsPanel mayWrite={mayWriteLimits} onOpen={setLimit} />
          ) : (
            <BudgetsPanel mayWrite={mayWriteBudgets} onOpen={setBudget} />
          )}
        </TabPanel>
      </Tabs>
      {budget?.dialog === 'delete' && <DeleteBudget budget={budget.row} onClose={() => setBudget(null)} />}
      {budget && budget.dialog !== 'delete' && (
        <BudgetDialog
          budget={budget.dialog === 'edit' ? budget.row : null}
          limit={budget.dialog === 'edit' ? budget.limit : undefined}
          onClose={() => setBudget(null)}
        />
      )}
      {limit?.dialog === 'delete' && <DeleteLimit limit={limit.row} onClose={() => setLimit(null)} />}
      {limit && limit.dialog !== 'delete' && (
        <LimitDialog limit={limit.dialog === 'edit' ? limit.row : null} onClose={() => setLimit(null)} />
      )}
    </>
  )
}

import { lazy, Suspense } from 'react'
import { useSearchParams } from '@/search-params'
import { Button } from '@/ui/button'
import { PageHeader } from '@/ui/page-header'
import { TabPanel, Tabs } from '@/ui/tabs'
import { DatasetsTab } from './datasets/datasets-tab'
import { RulesTab } from './rules-tab'
import { RunsTab } from './runs/runs-tab'

const StartDialog = lazy(() => import('./start/start-dialog').then((all) => ({ default: all.StartDialog })))

const TABS = [
  { id: 'runs', label: 'Evaluations' },
  { id: 'datasets', label: 'Datasets' },
  { id: 'rules', label: 'Required before promotion' },
]

type Props = { mayWrite: boolean; mayRule: boolean; mayStart: boolean }

/** How good agents are: what was measured, on what, and what must be reached. */
export function EvaluationsView({ mayWrite, mayRule, mayStart }: Props) {
  const [params, change] = useSearchParams()
  const tab = TABS.find(({ id }) => id === params.tab)?.id ?? 'runs'
  const starting = params.evaluate !== undefined
  return (
    <>
      <PageHeader
        title="Evaluations"
        description="Agents measured on cases whose good answers are known, and compared between versions."
        actions={
          mayStart && (
            <Button variant="primary" onClick={() => change({ evaluate: 'new' })}>
              Evaluate an agent
            </Button>
          )
        }
      />
      <Tabs
        label="Evaluations"
        tabs={TABS}
        value={tab}
        onChange={(id) => change({ tab: id === 'runs' ? undefined : id, after: undefined, q: undefined })}
      >
        <TabPanel id="runs">
          <RunsTab />
        </TabPanel>
        <TabPanel id="datasets">
          <DatasetsTab mayWrite={mayWrite} />
        </TabPanel>
        <TabPanel id="rules">
          <RulesTab mayRule={mayRule} />
        </TabPanel>
      </Tabs>
      <Suspense>
        {starting && (
          <StartDialog
            agent={params.agent}
            dataset={params.dataset}
            onClose={() => change({ evaluate: undefined }, { replace: true })}
          />
        )}
      </Suspense>
    </>
  )
}

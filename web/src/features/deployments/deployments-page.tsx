import { Plus, Rocket, Sparkles } from 'lucide-react'
import { useState } from 'react'
import { paths } from '@/paths'
import { useSearchParams } from '@/search-params'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { LinkButton } from '@/ui/link-button'
import { PageHeader } from '@/ui/page-header'
import { DataTable, Pager, usePaging } from '@/ui/table'
import { ActionsMenu } from './actions-menu'
import type { BulkVerb } from './bulk'
import { BulkBar } from './bulk-bar'
import { COLUMNS } from './columns'
import { usePlanning } from './command/use-command'
import { FilterBar } from './filter-bar'
import { isFiltered, sortOf } from './filters'
import { type Asked, OpenedDialog } from './opened'
import { PlanningRows } from './planning-rows'
import { RegisterDialog } from './register-dialog'
import { usePalette } from './use-palette'
import { useRowActions } from './use-row-actions'
import { useSteadyPage } from './use-steady-page'

const NO_ROWS: ReadonlySet<string> = new Set()
const MOST_COUNTED = 10_000

/** Every deployment, filtered, sorted and paged by the server and live in place. */
export function DeploymentsPage({ mayDeploy }: { mayDeploy: boolean }) {
  const [search, change] = useSearchParams()
  const { rows, fresh, showFresh, page } = useSteadyPage(search)
  const paging = usePaging()
  const [selected, setSelected] = useState(NO_ROWS)
  const [asked, setAsked] = useState<Asked | null>(null)
  const choose = useRowActions(setAsked)
  const planning = usePlanning().length
  const chosen = rows?.filter(({ plan_id }) => selected.has(plan_id)) ?? []
  const [current, setCurrent] = useState<string | null>(null)
  const [bulk, setBulk] = useState<BulkVerb | null>(null)
  const [registering, setRegistering] = useState(false)
  usePalette({ rows: rows ?? [], selected, current, choose, ask: setBulk })
  return (
    <>
      <PageHeader
        title="Deployments"
        description="What runs, is about to run, or has run."
        actions={
          <>
            <Button onClick={() => setRegistering(true)}>Register an agent</Button>
            {mayDeploy && <NewDeploymentLink />}
          </>
        }
      />
      <FilterBar />
      {page.isError && (
        <Failure
          what={
            rows ? 'The deployments could not be brought up to date' : 'The deployments could not be loaded'
          }
          error={page.error}
          busy={page.isFetching}
          onRetry={() => void page.refetch()}
        >
          {rows && 'What is shown is as it was before.'}
        </Failure>
      )}
      {chosen.length > 0 && (
        <BulkBar rows={chosen} asked={bulk} onAsk={setBulk} onClear={() => setSelected(NO_ROWS)} />
      )}
      {(rows || !page.isError) && (
        <div className="flex min-w-0 flex-col">
          <div aria-live="polite" className="self-center">
            {fresh > 0 && (
              <Button className="mb-3" size="small" onClick={showFresh}>
                <Sparkles aria-hidden />
                {fresh} new
              </Button>
            )}
          </div>
          <DataTable
            label="Deployments"
            columns={COLUMNS}
            rows={rows}
            rowId={({ plan_id }) => plan_id}
            rowName={({ name }) => name}
            sort={sortOf(search)}
            onSort={(sort) => change({ sort, after: undefined })}
            selected={selected}
            onSelect={setSelected}
            onRow={setCurrent}
            menu={(row) => <ActionsMenu row={row} onChoose={choose} />}
            empty={<Nothing filtered={isFiltered(search)} mayDeploy={mayDeploy} />}
            busy={page.isPlaceholderData}
            before={planning > 0 && <PlanningRows />}
          />
        </div>
      )}
      {page.data && (
        <Pager
          noun="deployments"
          shown={rows?.length ?? 0}
          total={page.data.total > MOST_COUNTED ? undefined : page.data.total}
          next={page.data.next}
          {...paging}
        />
      )}
      {asked && <OpenedDialog asked={asked} onClose={() => setAsked(null)} />}
      {registering && <RegisterDialog onClose={() => setRegistering(false)} />}
    </>
  )
}

function Nothing({ filtered, mayDeploy }: { filtered: boolean; mayDeploy: boolean }) {
  if (filtered) return <EmptyState title="No deployment matches the filters" />
  return (
    <EmptyState
      icon={Rocket}
      title="Nothing is deployed yet"
      command={'remit command "deploy llama-3.1 8B for chatbot-x"'}
      action={mayDeploy && <NewDeploymentLink />}
    >
      Choose step by step, or type a sentence into the command bar below, such as “deploy llama-3.1 8B for
      chatbot-x”.
    </EmptyState>
  )
}

function NewDeploymentLink() {
  return (
    <LinkButton to={paths.newDeployment} icon={Plus}>
      New deployment
    </LinkButton>
  )
}

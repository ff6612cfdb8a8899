import type { ReactNode } from 'react'
import { useState } from 'react'
import type { DeploymentRow } from '@/api/gen'
import { getAgentVersion } from '@/api/gen'
import { asProblem } from '@/api/problem'
import { useSearchParams } from '@/search-params'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { LeaveGuard } from '@/ui/leave-guard'
import { Skeleton } from '@/ui/skeleton'
import { TabPanel, Tabs } from '@/ui/tabs'
import { toast } from '@/ui/toast'
import { useDraft } from '../editor/use-draft'
import { rightTo, useAgent } from '../queries'
import type { Detail, Open } from '../types'
import { ArchiveDialog } from './archive-dialog'
import { Configuration } from './configuration'
import { DeployDialog } from './deploy-dialog'
import { Deployments } from './deployments'
import { DeployButton, Header } from './header'
import { PromoteDialog } from './promote-dialog'
import { SavedOnly } from './saved-only'
import { Trial } from './trial'
import { useWide } from './use-wide'
import { Versions } from './versions'

/** What other features put on the page; only the route knows them. */
export type Slots = {
  status: (row: DeploymentRow) => ReactNode
  audit: (subject: string) => ReactNode
  evaluations: (slug: string) => ReactNode
  test: (slug: string, version: number) => ReactNode
}

/** One agent: its configuration, versions, deployments, and what happened to it. */
export function AgentPage({ slug, slots }: { slug: string; slots: Slots }) {
  const { data: agent, error, isPending, isFetching, refetch } = useAgent(slug)
  if (agent) return <Loaded key={slug} agent={agent} slots={slots} />
  if (isPending) return <Loading />
  const { status, detail } = asProblem(error)
  return (
    <>
      <h1 className="sr-only">{slug}</h1>
      {status === 404 ? (
        <EmptyState title={`There is no agent ${slug}`} command="remit agents list">
          {detail}
        </EmptyState>
      ) : (
        <Failure
          what="The agent could not be loaded"
          error={error}
          busy={isFetching}
          onRetry={() => void refetch()}
        />
      )}
    </>
  )
}

function Loading() {
  return (
    <>
      <Skeleton className="h-8 w-72" />
      <Skeleton className="h-9" />
      <Skeleton className="h-96" />
    </>
  )
}

function Loaded({ agent, slots }: { agent: Detail; slots: Slots }) {
  const { slug, version } = agent
  const [params, change] = useSearchParams()
  const [open, setOpen] = useState<Open>(null)
  const wide = useWide()
  const draft = useDraft(slug, { version: version.number, source: agent.source }, () => {})
  const close = () => setOpen(null)
  const restore = async (number: number) => {
    const { data, error } = await getAgentVersion({ path: { slug, number } })
    if (!data) {
      toast.error(`Version ${number} could not be loaded`, { description: asProblem(error).detail })
      return
    }
    draft.change(data.source)
    change({ tab: undefined, version: undefined, against: undefined })
    toast.success(`The text of version ${number} is in the editor`, { description: 'It is not saved yet.' })
  }
  const test = rightTo(agent, 'test').allowed
  const beside = agent.tried ? (
    <Trial agent={agent} unsaved={draft.unsaved} />
  ) : (
    <Talk unsaved={draft.unsaved} version={version.number}>
      {slots.test(slug, version.number)}
    </Talk>
  )
  const tabs = [
    { id: 'configuration', label: 'Configuration' },
    ...(test && !wide ? [{ id: 'test', label: 'Test' }] : []),
    { id: 'versions', label: 'Versions', count: version.number },
    { id: 'evaluations', label: 'Evaluations' },
    { id: 'deployments', label: 'Deployments' },
    { id: 'audit', label: 'Audit' },
  ]
  const tab = tabs.find(({ id }) => id === params.tab)?.id ?? 'configuration'
  return (
    <>
      <LeaveGuard unsaved={draft.unsaved} />
      <Header agent={agent} unsaved={draft.unsaved} onOpen={setOpen} />
      <Tabs
        label={`Views of ${slug}`}
        tabs={tabs}
        value={tab}
        onChange={(id) => change({ tab: id === 'configuration' ? undefined : id })}
      >
        <TabPanel id="configuration">
          <Configuration agent={agent} draft={draft} test={test && wide ? beside : null} />
        </TabPanel>
        <TabPanel id="test">{beside}</TabPanel>
        <TabPanel id="versions">
          <Versions agent={agent} onPromote={(promote) => setOpen({ promote })} onRestore={restore} />
        </TabPanel>
        <TabPanel id="evaluations">{slots.evaluations(slug)}</TabPanel>
        <TabPanel id="deployments">
          <Deployments
            slug={slug}
            status={slots.status}
            action={<DeployButton agent={agent} onOpen={setOpen} />}
          />
        </TabPanel>
        <TabPanel id="audit">{slots.audit(`agent:${agent.id}`)}</TabPanel>
      </Tabs>
      {open === 'archive' && <ArchiveDialog slug={slug} onClose={close} />}
      {open === 'deploy' && (
        <DeployDialog slug={slug} type={agent.type} version={agent.active_version ?? 0} onClose={close} />
      )}
      {open !== null && typeof open === 'object' && (
        <PromoteDialog
          slug={slug}
          version={open.promote}
          active={agent.active_version}
          unsaved={draft.unsaved}
          onClose={close}
        />
      )}
    </>
  )
}

function Talk({ unsaved, version, children }: { unsaved: boolean; version: number; children: ReactNode }) {
  return (
    <>
      <SavedOnly unsaved={unsaved} version={version} />
      <div className="min-h-0 flex-1">{children}</div>
    </>
  )
}

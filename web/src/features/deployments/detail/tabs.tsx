import type { ReactNode } from 'react'
import { useSearchParams } from '@/search-params'
import { TabPanel, Tabs } from '@/ui/tabs'
import { Plan } from '../plan'
import { Rollouts } from '../rollouts/history'
import { Timeline } from '../timeline'
import type { Detail } from '../types'
import { CodeSamples } from './code-samples'
import { Instances } from './instances'
import { Keys } from './keys'
import { CallLog } from './log'
import { Overview } from './overview'
import { Revisions } from './revisions'
import { ScalingCard } from './scaling'

type TabOf = {
  id: string
  label: string
  of?: Detail['kind']
  /** Only where Remit sees the calls. */
  seen?: boolean
  /** Still there when the deployment is not. */
  history?: boolean
  show: (detail: Detail) => ReactNode
}

const TABS: readonly TabOf[] = [
  { id: 'overview', label: 'Overview', show: (detail) => <Overview detail={detail} /> },
  {
    id: 'timeline',
    label: 'Timeline',
    history: true,
    show: ({ timeline }) => <Timeline entries={timeline} />,
  },
  { id: 'plan', label: 'Plan', history: true, show: (detail) => <PlanCard detail={detail} /> },
  { id: 'rollouts', label: 'Rollouts', history: true, show: (detail) => <Rollouts detail={detail} /> },
  { id: 'revisions', label: 'Revisions', history: true, show: (detail) => <Revisions detail={detail} /> },
  { id: 'instances', label: 'Instances', show: (detail) => <InstancesTab detail={detail} /> },
  { id: 'keys', label: 'Keys', of: 'agent', show: (detail) => <Keys detail={detail} /> },
  { id: 'log', label: 'Log', seen: true, history: true, show: (detail) => <CallLog detail={detail} /> },
  { id: 'code', label: 'Code', of: 'agent', show: (detail) => <CodeSamples detail={detail} /> },
]

function InstancesTab({ detail }: { detail: Detail }) {
  return (
    <>
      {detail.kind === 'model' && <ScalingCard detail={detail} />}
      <Instances detail={detail} />
    </>
  )
}

type Props = { detail: Detail; audit: ReactNode; runs?: ReactNode; onlyHistory?: boolean }

/** All there is to read about a deployment; of one that is gone only its history. */
export function DetailTabs({ detail, audit, runs, onlyHistory = false }: Props) {
  const [{ tab }, change] = useSearchParams()
  const shown = TABS.filter(
    ({ of, seen, history }) =>
      (of === undefined || of === detail.kind) && (!seen || detail.calls_seen) && (history || !onlyHistory),
  )
  const tabs = [
    ...shown,
    ...(runs ? [{ id: 'runs', label: 'Runs', show: () => runs }] : []),
    ...(audit ? [{ id: 'audit', label: 'Audit', show: () => audit }] : []),
  ]
  const [first] = tabs
  const open = tabs.some(({ id }) => id === tab) ? (tab as string) : (first?.id ?? '')
  return (
    <Tabs
      label={`About ${detail.name}`}
      tabs={tabs}
      value={open}
      onChange={(next) => change({ tab: next === first?.id ? '' : next, after: '', outcome: '', status: '' })}
    >
      {tabs.map(({ id, label, show }) => (
        <TabPanel key={id} id={id}>
          <h2 className="sr-only">{label}</h2>
          {id === open && show(detail)}
        </TabPanel>
      ))}
    </Tabs>
  )
}

function PlanCard({ detail }: { detail: Detail }) {
  return (
    <div className="rounded-lg border bg-surface p-4">
      <Plan deployment={detail} />
    </div>
  )
}

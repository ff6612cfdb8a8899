import { lazy, type ReactNode, Suspense } from 'react'
import { useSearchParams } from '@/search-params'
import { PageHeader } from '@/ui/page-header'
import { Skeleton } from '@/ui/skeleton'
import { TabPanel, Tabs } from '@/ui/tabs'
import { History } from './history'
import { PolicyList } from './policy-list'

const EditView = lazy(() => import('./editor/edit-view').then((all) => ({ default: all.EditView })))

type Props = {
  mayWrite: boolean
  /** An owner may apply what shuts themselves out. */
  owner: boolean
  /** Who else is asked what is in a text. */
  annotators: ReactNode
}

const TABS = [
  { id: 'list', label: 'What holds' },
  { id: 'edit', label: 'Your own' },
  { id: 'history', label: 'History' },
  { id: 'annotators', label: 'Annotators' },
]

/** The policies that decide everything here: what holds, the organisation's own to be edited, and what they were. */
export function PoliciesView({ mayWrite, owner, annotators }: Props) {
  const [{ tab }, change] = useSearchParams()
  const open = TABS.some(({ id }) => id === tab) ? String(tab) : 'list'
  const show = (id: string) =>
    change({ tab: id === 'list' ? undefined : id, policy: undefined, restore: undefined, after: undefined })
  return (
    <>
      <PageHeader
        title="Policies"
        description="Who may do what, and what calls may say and use. A change decides the next call, without a restart."
      />
      <Tabs label="Policies" tabs={TABS} value={open} onChange={show}>
        <TabPanel id="list">
          <PolicyList mayWrite={mayWrite} onEdit={() => show('edit')} />
        </TabPanel>
        <TabPanel id="edit">
          <Suspense fallback={<Skeleton className="h-96" />}>
            <EditView mayWrite={mayWrite} owner={owner} />
          </Suspense>
        </TabPanel>
        <TabPanel id="history">
          <History
            mayWrite={mayWrite}
            onRestore={(number) => change({ tab: 'edit', restore: String(number) })}
          />
        </TabPanel>
        <TabPanel id="annotators">{annotators}</TabPanel>
      </Tabs>
    </>
  )
}

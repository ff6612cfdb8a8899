import { type LinkProps, useNavigate } from '@tanstack/react-router'
import { ShieldCheck } from 'lucide-react'
import { useRef } from 'react'
import { environmentIn, useEnvironmentOptions } from '@/api/environments'
import { paths } from '@/paths'
import { type SearchParams, useSearchParams } from '@/search-params'
import { useActions } from '@/ui/actions'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { Search, Select } from '@/ui/form'
import { PageHeader } from '@/ui/page-header'
import { Skeleton } from '@/ui/skeleton'
import { TabPanel, Tabs } from '@/ui/tabs'
import { History } from './history'
import { LentList } from './lent-list'
import { ProposalView } from './proposal-view'
import { QueueList } from './queue-list'
import { RulesList } from './rules-list'
import { type Asked, useQueue } from './use-queue'
import { useWide } from './use-wide'
import { waitingWords } from './words'

const TABS = [
  { id: 'waiting', label: 'Waiting' },
  { id: 'history', label: 'History' },
  { id: 'review', label: 'To review' },
  { id: 'rules', label: 'Rules' },
  { id: 'lent', label: 'Lent rights' },
]
const WHOSE = ['decidable', 'mine'] as const

/** What waits for a person, and what became of what did. */
export function ApprovalsView({ mayWriteRules }: { mayWriteRules: boolean }) {
  const [search, change] = useSearchParams()
  const tab = TABS.find(({ id }) => id === search.tab)?.id ?? 'waiting'
  const asked: Asked = {
    q: search.q,
    environment: environmentIn(search.environment),
    whose: WHOSE.find((each) => each === search.whose),
  }
  return (
    <>
      <PageHeader
        title="Approvals"
        description="Changes that a policy leaves to a person. Nobody decides on their own."
      />
      <Tabs
        label="Proposals"
        tabs={TABS}
        value={tab}
        onChange={(id) =>
          change({ tab: id === 'waiting' ? undefined : id, after: undefined, open: undefined })
        }
      >
        {tab !== 'rules' && tab !== 'lent' && (
          <Filters
            asked={asked}
            onChange={(changes) =>
              change({ ...changes, after: undefined, open: undefined }, { replace: true })
            }
          />
        )}
        <TabPanel id="waiting">
          <Waiting asked={asked} open={search.open} onOpen={(open) => change({ open }, { replace: true })} />
        </TabPanel>
        <TabPanel id="history">
          <History asked={asked} />
        </TabPanel>
        <TabPanel id="review">
          <History asked={asked} status="review" />
        </TabPanel>
        <TabPanel id="rules">
          <RulesList mayWrite={mayWriteRules} />
        </TabPanel>
        <TabPanel id="lent">
          <LentList />
        </TabPanel>
      </Tabs>
    </>
  )
}

function Filters({ asked, onChange }: { asked: Asked; onChange: (changes: SearchParams) => void }) {
  const environments = useEnvironmentOptions(asked.environment)
  return (
    <search aria-label="Proposals" className="flex flex-wrap gap-2">
      <Search label="Search proposals" value={asked.q ?? ''} onChange={(q) => onChange({ q })} />
      <Select
        aria-label="Whose"
        value={asked.whose ?? ''}
        onChange={(event) => onChange({ whose: event.target.value })}
        options={[
          { value: '', label: 'Everybody’s' },
          { value: 'decidable', label: 'For me to decide' },
          { value: 'mine', label: 'My own' },
        ]}
      />
      <Select
        aria-label="Environment"
        value={asked.environment ?? ''}
        onChange={(event) => onChange({ environment: event.target.value })}
        options={[{ value: '', label: 'Every environment' }, ...environments]}
      />
    </search>
  )
}

type WaitingProps = { asked: Asked; open: string | undefined; onOpen: (id: string) => void }

type Target = Pick<LinkProps, 'to' | 'search' | 'params'>

function Waiting({ asked, open: chosen, onOpen }: WaitingProps) {
  const area = useRef<HTMLDivElement>(null)
  const wide = useWide()
  const navigate = useNavigate()
  const { queue, first, loaded, error, retry, more, busy, take } = useQueue(asked, area)
  // What is open stays open: neither a new proposal nor a decision of somebody else takes its place.
  const open = wide ? (chosen ?? first) : undefined
  const move = (by: 1 | -1) => {
    const at = queue.shown.findIndex(({ id }) => id === open)
    const next = queue.shown[at === -1 ? 0 : at + by]
    if (!next) return
    if (wide) onOpen(next.id)
    area.current?.querySelector<HTMLElement>(`[data-proposal="${next.id}"]`)?.focus()
  }
  useActions('Proposals', [
    { id: 'next', label: 'Next proposal', keys: 'j', keysOnly: true, run: () => move(1) },
    { id: 'previous', label: 'Previous proposal', keys: 'k', keysOnly: true, run: () => move(-1) },
    {
      id: 'open',
      label: 'Open the proposal on a page of its own',
      keys: 'o',
      keysOnly: true,
      run: () => open && void navigate({ to: paths.approval, params: { id: open } as never }),
    },
  ])
  const to = (id: string): Target =>
    wide
      ? { to: '.', search: ((before: SearchParams) => ({ ...before, open: id })) as never }
      : { to: paths.approval, params: { id } as never }
  const empty = loaded && queue.shown.length === 0
  return (
    <div ref={area} className="grid items-start gap-4 lg:grid-cols-[minmax(0,22rem)_minmax(0,1fr)]">
      {error && queue.shown.length === 0 && (
        <Failure
          what="The queue could not be loaded"
          error={error}
          onRetry={retry}
          className="col-span-full"
        />
      )}
      {!loaded && !error && queue.shown.length === 0 && <Skeletons />}
      {empty && !open && (
        <div className="col-span-full rounded-lg border bg-surface">
          <Nothing narrowed={Object.values(asked).some(Boolean)} />
        </div>
      )}
      {queue.shown.length > 0 && (
        <div className="flex min-w-0 flex-col gap-2">
          <Head
            waiting={queue.shown.length - queue.gone.size}
            more={more !== null}
            fresh={queue.fresh.length}
            onTake={take}
          />
          <QueueList rows={queue.shown} gone={queue.gone} open={open} to={to} />
          {more && (
            <Button busy={busy} onClick={more}>
              Show more
            </Button>
          )}
        </div>
      )}
      {open && <ProposalView key={open} id={open} />}
    </div>
  )
}

type HeadProps = { waiting: number; more: boolean; fresh: number; onTake: () => void }

/** How many wait; new ones wait here until they are asked for, so that nothing moves under the pointer. */
function Head({ waiting, more, fresh, onTake }: HeadProps) {
  return (
    <div className="flex h-7 items-center gap-2 text-muted text-xs">
      <span className="flex-1">{waitingWords(waiting, more)}</span>
      <span role="status">
        {fresh > 0 && (
          <Button size="small" className="text-accent" onClick={onTake}>
            {fresh} new: show {fresh === 1 ? 'it' : 'them'}
          </Button>
        )}
      </span>
    </div>
  )
}

function Nothing({ narrowed }: { narrowed: boolean }) {
  return narrowed ? (
    <EmptyState icon={ShieldCheck} title="Nothing that waits is like this">
      Take a filter away to see what else waits.
    </EmptyState>
  ) : (
    <EmptyState icon={ShieldCheck} title="Nothing waits for approval" command="remit approvals list">
      What goes to production waits here for another person than the one who asked.
    </EmptyState>
  )
}

function Skeletons() {
  return (
    <>
      <div className="flex flex-col gap-2">
        {['one', 'two', 'three'].map((each) => (
          <Skeleton key={each} className="h-20 w-full rounded-lg" />
        ))}
      </div>
      <Skeleton className="h-80 w-full rounded-lg max-lg:hidden" />
    </>
  )
}

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Scale } from 'lucide-react'
import { useCallback } from 'react'
import { listPoliciesOptions } from '@/api/gen/@tanstack/react-query.gen'
import { useSearchParams } from '@/search-params'
import { Button } from '@/ui/button'
import { CodeBlock } from '@/ui/code-block'
import { Drawer } from '@/ui/drawer'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { Search, Select } from '@/ui/form'
import { Notice } from '@/ui/notice'
import { type Column, DataTable, Pager, usePaging } from '@/ui/table'
import { PolicyMarks, VerdictBadge } from './marks'
import type { Policy } from './types'

const PAGE = 50
const SHOWN = [
  { value: '', label: 'All policies' },
  { value: 'own', label: 'Your own' },
  { value: 'built-in', label: 'Built-in' },
  { value: 'shadow', label: 'In shadow mode' },
]

/** Every policy that holds, searched and narrowed; each opens with its text. */
export function PolicyList({ mayWrite, onEdit }: { mayWrite: boolean; onEdit: () => void }) {
  const [asked, change] = useSearchParams()
  const paging = usePaging()
  const shown = asked.show ?? ''
  const found = useQuery({
    ...listPoliciesOptions({
      query: {
        q: asked.q,
        origin: shown === 'own' || shown === 'built-in' ? shown : undefined,
        mode: shown === 'shadow' ? 'shadow' : undefined,
        limit: PAGE,
        cursor: paging.after,
      },
    }),
    placeholderData: keepPreviousData,
  })
  const page = found.data
  const search = useCallback((q: string) => change({ q, after: undefined }, { replace: true }), [change])
  const opened = page?.items.find(({ id }) => id === asked.policy)
  return (
    <>
      {page?.broken && (
        <Notice tone="bad" title="Your own policies do not load">
          {page.broken} Until then everything else is denied.
        </Notice>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Search label="Search policies" value={asked.q ?? ''} onChange={search} />
        <Select
          aria-label="Which policies"
          value={shown}
          onChange={({ target }) => change({ show: target.value, after: undefined }, { replace: true })}
          options={SHOWN}
        />
        {page && (
          <p className="ml-auto text-muted text-sm">
            {page.built_in} built-in, {page.own} of your own
            {page.shadow > 0 && `, ${page.shadow} in shadow mode`}
          </p>
        )}
      </div>
      {found.isError ? (
        <Failure
          what="The policies could not be loaded"
          error={found.error}
          busy={found.isFetching}
          onRetry={() => void found.refetch()}
        >
          Those that held go on deciding.
        </Failure>
      ) : (
        <DataTable
          label="Policies"
          columns={COLUMNS}
          rows={page?.items}
          rowId={({ id }) => id}
          rowName={({ id }) => id}
          busy={found.isPlaceholderData}
          empty={<Empty own={shown === 'own' && !asked.q} mayWrite={mayWrite} onEdit={onEdit} />}
        />
      )}
      {page && <Pager shown={page.items.length} noun="policies" next={page.next} {...paging} />}
      {opened && <PolicyDrawer policy={opened} onClose={() => change({ policy: undefined })} />}
    </>
  )
}

function Empty({ own, mayWrite, onEdit }: { own: boolean; mayWrite: boolean; onEdit: () => void }) {
  if (!own) return <EmptyState icon={Scale} title="No policy is like this" />
  return (
    <EmptyState
      icon={Scale}
      title="No policies of your own yet"
      command="remit policies apply policies.cedar"
      action={mayWrite && <Button onClick={onEdit}>Write one</Button>}
    >
      Yours stand on top of the built-in ones. Try one in shadow mode first: it then only says what it would
      do.
    </EmptyState>
  )
}

const COLUMNS: readonly Column<Policy>[] = [
  {
    id: 'name',
    header: 'Policy',
    cell: ({ id, description }) => (
      <span className="flex min-w-0 flex-col">
        <Link
          to="."
          search={((before: object) => ({ ...before, policy: id })) as never}
          resetScroll={false}
          className="wrap-anywhere font-medium hover:underline"
        >
          {id}
        </Link>
        {description && <span className="wrap-anywhere line-clamp-2 text-muted text-xs">{description}</span>}
      </span>
    ),
  },
  { id: 'verdict', header: 'What it does', cell: ({ verdict }) => <VerdictBadge verdict={verdict} /> },
  {
    id: 'about',
    header: 'About',
    className: 'max-md:hidden',
    cell: ({ actions }) => <span className="line-clamp-2 text-muted text-xs">{about(actions)}</span>,
  },
  {
    id: 'marks',
    header: 'Origin',
    cell: (policy) => <PolicyMarks policy={policy} />,
    className: 'max-sm:hidden',
  },
]

function about(actions: readonly string[]): string {
  return actions.length === 0 ? 'any action' : actions.join(', ')
}

function PolicyDrawer({ policy, onClose }: { policy: Policy; onClose: () => void }) {
  return (
    <Drawer title={policy.id} onClose={onClose}>
      <div className="flex flex-col gap-4 text-sm">
        <span className="flex flex-wrap gap-1">
          <VerdictBadge verdict={policy.verdict} />
          <PolicyMarks policy={policy} />
        </span>
        {policy.description && <p className="wrap-anywhere">{policy.description}</p>}
        <p className="text-muted">About {about(policy.actions)}.</p>
        <CodeBlock code={policy.text} label="The policy" />
        <p className="text-muted">
          {policy.origin === 'built-in'
            ? 'It comes with Remit and stays. A policy of your own can forbid more, and permit more where nothing forbids it.'
            : 'It is one of your own: edit it under “Your own”.'}
        </p>
      </div>
    </Drawer>
  )
}

import { lazy, Suspense, useCallback } from 'react'
import { type SearchParams, useSearchParams } from '@/search-params'
import { Failure } from '@/ui/failure'
import { PageHeader } from '@/ui/page-header'
import { Pager, usePaging } from '@/ui/table'
import { FILTERS, Filters } from './violations-filters'
import { useViolations } from './violations-queries'
import { ViolationsStrip } from './violations-strip'
import { ViolationsTable } from './violations-table'

const ViolationDrawer = lazy(() =>
  import('./violation-drawer').then((all) => ({ default: all.ViolationDrawer })),
)

/** What policies found wrong with calls, and what people make of it. */
export function ViolationsView() {
  const [asked, change] = useSearchParams()
  const paging = usePaging()
  const found = useViolations(asked, paging.after)
  const narrow = useCallback(
    (changes: SearchParams) => change({ ...changes, after: undefined }, { replace: true }),
    [change],
  )
  const rows = found.data?.items
  return (
    <>
      <PageHeader
        title="Violations"
        description="Calls that went against a policy: the rule, what was seen, and what became of it."
      />
      <ViolationsStrip />
      <Filters asked={asked} onChange={narrow} />
      {found.isError ? (
        <Failure
          what="The violations could not be loaded"
          error={found.error}
          busy={found.isFetching}
          onRetry={() => void found.refetch()}
        />
      ) : (
        <ViolationsTable
          rows={rows}
          busy={found.isPlaceholderData}
          narrowed={FILTERS.some((name) => asked[name])}
        />
      )}
      <Pager {...paging} shown={rows?.length ?? 0} noun="violations" next={found.data?.next} />
      <Suspense>
        {asked.violation && (
          <ViolationDrawer
            key={asked.violation}
            id={asked.violation}
            onClose={() => change({ violation: undefined })}
          />
        )}
      </Suspense>
    </>
  )
}

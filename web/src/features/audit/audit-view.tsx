import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { BadgeCheck, Download, Printer } from 'lucide-react'
import { lazy, Suspense, useCallback, useState } from 'react'
import { getAuditFacetsOptions, listAuditEntriesOptions } from '@/api/gen/@tanstack/react-query.gen'
import { type SearchParams, useSearchParams } from '@/search-params'
import { Button } from '@/ui/button'
import { Failure } from '@/ui/failure'
import { PageHeader } from '@/ui/page-header'
import { Pager, usePaging } from '@/ui/table'
import { CheckedNotice } from './checked-notice'
import { EntriesTable } from './entries-table'
import { FILTERS, Filters } from './filters'
import { useChecks } from './use-checks'
import { utc } from './utc'

const EntryDrawer = lazy(() => import('./entry-drawer').then((all) => ({ default: all.EntryDrawer })))
const ExportDialog = lazy(() => import('./export-dialog').then((all) => ({ default: all.ExportDialog })))
const PAGE = 50

/** Everything that happened: searched, read, proved and handed out. */
export function AuditView({ mayExport }: { mayExport: boolean }) {
  const [asked, change] = useSearchParams()
  const paging = usePaging()
  const checks = useChecks()
  const [exporting, setExporting] = useState(false)
  const filters = Object.fromEntries(FILTERS.map((name) => [name, asked[name]]))
  const entries = useQuery({
    ...listAuditEntriesOptions({
      query: { ...filters, order: 'newest', cursor: paging.after, limit: PAGE },
    }),
    placeholderData: keepPreviousData,
  })
  const facets = useQuery({ ...getAuditFacetsOptions(), staleTime: 60_000 })
  const narrow = useCallback(
    (changes: SearchParams) => change({ ...changes, after: undefined, entry: undefined }, { replace: true }),
    [change],
  )
  const rows = entries.data?.items
  return (
    <>
      <PageHeader
        title="Activity and audit"
        description="Who did what, when and why. Nothing here can be changed or taken out unseen."
        actions={
          <span className="contents print:hidden">
            <Button busy={checks.busy} disabled={!rows?.length} onClick={() => rows && checks.verify(rows)}>
              {!checks.busy && <BadgeCheck aria-hidden />}
              Verify this page
            </Button>
            <Button onClick={() => window.print()}>
              <Printer aria-hidden />
              Print
            </Button>
            {mayExport && (
              <Button onClick={() => setExporting(true)}>
                <Download aria-hidden />
                Export
              </Button>
            )}
          </span>
        }
      />
      <PrintedWords asked={asked} />
      <Filters asked={asked} facets={facets.data} onChange={narrow} />
      <CheckedNotice checks={checks} />
      {entries.isError ? (
        <Failure
          what="The log could not be searched"
          error={entries.error}
          busy={entries.isFetching}
          onRetry={() => void entries.refetch()}
        />
      ) : (
        <EntriesTable
          entries={rows}
          checks={checks}
          busy={entries.isPlaceholderData}
          narrowed={FILTERS.some((name) => asked[name])}
        />
      )}
      <Pager {...paging} shown={rows?.length ?? 0} noun="entries" next={entries.data?.next} />
      <Suspense>
        {asked.entry && (
          <EntryDrawer
            key={asked.entry}
            seq={asked.entry}
            onClose={() => change({ entry: undefined })}
            onSubject={(subject) => change({ subject, entry: undefined, after: undefined })}
          />
        )}
        {exporting && <ExportDialog onClose={() => setExporting(false)} />}
      </Suspense>
    </>
  )
}

/** On paper the filters are words, and the paper says when it was printed. */
function PrintedWords({ asked }: { asked: SearchParams }) {
  const words = FILTERS.flatMap((name) => (asked[name] ? [`${name} ${asked[name]}`] : []))
  return (
    <p className="hidden text-sm print:block">
      Printed {utc(new Date().toISOString())} UTC.{' '}
      {words.length > 0 ? `Only: ${words.join(', ')}.` : 'All entries.'}
    </p>
  )
}

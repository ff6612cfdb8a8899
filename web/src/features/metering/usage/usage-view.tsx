import { lazy, Suspense, useCallback } from 'react'
import { type SearchParams, useSearchParams } from '@/search-params'
import { Failure } from '@/ui/failure'
import { PageHeader } from '@/ui/page-header'
import { Pager, usePaging } from '@/ui/table'
import { WindowChoice } from '@/ui/window-choice'
import { CallFilters } from './call-filters'
import { CallsTable } from './calls-table'
import { Groups } from './groups'
import { OverTime } from './over-time'
import { useCalls, useUsage } from './queries'
import { Totals } from './totals'
import { BY, FILTERS, MEASURES, oneOf, WINDOWS } from './words'

const CallDrawer = lazy(() => import('./call-drawer').then((all) => ({ default: all.CallDrawer })))

/** What calls used: in all, over time, by what they have in common, and one by one. */
export function UsageView() {
  const [asked, change] = useSearchParams()
  const window = oneOf(WINDOWS, asked.window, '7d')
  const by = oneOf(BY, asked.by, 'model')
  const usage = useUsage(window, by)
  const narrow = useCallback(
    (changes: SearchParams) => change({ ...changes, after: undefined }, { replace: true }),
    [change],
  )
  return (
    <>
      <PageHeader
        title="Usage"
        description="What calls used: tokens, money and time. What was said is not kept here."
        actions={
          <WindowChoice
            label="Usage of the last"
            windows={WINDOWS}
            value={window}
            onChange={(chosen) => change({ window: chosen === '7d' ? undefined : chosen }, { replace: true })}
          />
        }
      />
      {usage.isError && !usage.data ? (
        <Failure
          what="The figures could not be loaded"
          error={usage.error}
          busy={usage.isFetching}
          onRetry={() => void usage.refetch()}
        >
          The calls below are not touched by that.
        </Failure>
      ) : (
        <>
          <Totals total={usage.data?.total} />
          <div className="grid items-start gap-3 xl:grid-cols-2">
            <OverTime
              report={usage.data}
              measure={oneOf(MEASURES, asked.measure, 'cost')}
              onMeasure={(measure) =>
                change({ measure: measure === 'cost' ? undefined : measure }, { replace: true })
              }
            />
            <Groups
              report={usage.data}
              by={by}
              busy={usage.isPlaceholderData}
              onBy={(chosen) => change({ by: chosen === 'model' ? undefined : chosen }, { replace: true })}
            />
          </div>
        </>
      )}
      <Calls asked={asked} narrow={narrow} />
      <Suspense>
        {asked.call && (
          <CallDrawer key={asked.call} id={asked.call} onClose={() => change({ call: undefined })} />
        )}
      </Suspense>
    </>
  )
}

type CallsProps = { asked: SearchParams; narrow: (changes: SearchParams) => void }

function Calls({ asked, narrow }: CallsProps) {
  const paging = usePaging()
  const calls = useCalls(asked, paging.after)
  const rows = calls.data?.items
  return (
    <section aria-labelledby="calls" className="flex flex-col gap-3">
      <h2 id="calls" className="font-semibold text-base">
        Calls
      </h2>
      <CallFilters asked={asked} onChange={narrow} />
      {calls.isError ? (
        <Failure
          what="The calls could not be loaded"
          error={calls.error}
          busy={calls.isFetching}
          onRetry={() => void calls.refetch()}
        />
      ) : (
        <CallsTable
          rows={rows}
          busy={calls.isPlaceholderData}
          narrowed={FILTERS.some((name) => asked[name])}
        />
      )}
      <Pager {...paging} shown={rows?.length ?? 0} noun="calls" next={calls.data?.next} />
    </section>
  )
}

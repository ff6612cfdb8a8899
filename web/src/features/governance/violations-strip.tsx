import { Link } from '@tanstack/react-router'
import { Card } from '@/ui/card'
import { Chart, type Series } from '@/ui/chart'
import { cn } from '@/ui/cn'
import { Failure } from '@/ui/failure'
import { Skeleton } from '@/ui/skeleton'
import { SEVERITIES } from '@/ui/states'
import { TINT } from '@/ui/tone'
import { useSummary } from './violations-queries'
import type { Severity, Summary } from './violations-types'
import { SEVERITY_ORDER, subjectName } from './violations-words'

const DAYS = 30
const HEIGHT = 150
const COUNT = new Intl.NumberFormat('en-GB')
const SERIES: readonly Series[] = [
  { key: 'critical', name: 'Critical', colour: 'bad' },
  { key: 'high', name: 'High', colour: 2 },
  { key: 'medium', name: 'Medium', colour: 'warn' },
  { key: 'low', name: 'Low', colour: 'idle' },
]

/** Violations at a glance: what is open by severity, the days, and where most of it happens. */
export function ViolationsStrip() {
  const { data, error, isFetching, refetch } = useSummary(DAYS)
  if (error && !data) {
    return (
      <Failure
        what="The figures could not be loaded"
        error={error}
        busy={isFetching}
        onRetry={() => void refetch()}
      >
        The list below is not touched by that.
      </Failure>
    )
  }
  return (
    <>
      <section aria-label="Open violations" className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        {SEVERITY_ORDER.map((severity) => (
          <Tile key={severity} severity={severity} count={data?.open[severity]} />
        ))}
      </section>
      {data ? (
        data.total > 0 && <Month summary={data} />
      ) : (
        <Skeleton className="w-full" style={{ height: HEIGHT + 80 }} />
      )}
    </>
  )
}

function Tile({ severity, count }: { severity: Severity; count: number | undefined }) {
  const { word, tone, icon: Icon } = SEVERITIES[severity]
  return (
    <Link
      to="."
      search={(() => ({ severity })) as never}
      resetScroll={false}
      className="flex items-center gap-3 rounded-lg border bg-surface px-4 py-3 hover:border-edge/60"
    >
      <span className={cn('rounded-md p-1.5', count ? TINT[tone] : TINT.idle)}>
        <Icon aria-hidden className="size-4" />
      </span>
      <span className="min-w-0 flex-1 truncate text-muted text-sm">
        {word} <span className="max-sm:sr-only">and open</span>
      </span>
      <span className="font-semibold text-xl tabular-nums tracking-tight">
        {count === undefined ? <Skeleton className="h-6 w-8" /> : COUNT.format(count)}
      </span>
    </Link>
  )
}

function Month({ summary }: { summary: Summary }) {
  const { days, total, false_positives, rules, subjects } = summary
  return (
    <div className="grid gap-3 xl:grid-cols-2">
      <Card title={`Found in ${DAYS} days`}>
        <p className="mb-2 text-muted text-sm tabular-nums">
          <span className="font-medium text-text">{COUNT.format(total)}</span> in all
          {false_positives > 0 && `, ${COUNT.format(false_positives)} of them false positives`}.
        </p>
        <Chart
          label="Violations by day"
          kind="bar"
          stacked
          points={days.map(({ day, ...counts }) => ({ at: day, ...counts }))}
          series={SERIES}
          format={(value) => COUNT.format(value)}
          formatAt={shortDay}
          height={HEIGHT}
        />
      </Card>
      <Card title="Where most of it happens">
        <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
          <Ranking
            title="By rule"
            rows={rules.map(({ rule, count, open }) => ({ id: rule, name: rule, count, open }))}
            name="rule"
          />
          <Ranking
            title="By deployment"
            rows={subjects.map((each) => ({
              id: each.subject,
              name: subjectName(each),
              count: each.count,
              open: each.open,
            }))}
            name="subject"
          />
        </div>
      </Card>
    </div>
  )
}

type RankingProps = {
  title: string
  rows: readonly { id: string; name: string; count: number; open: number }[]
  /** The filter that a row chooses. */
  name: 'rule' | 'subject'
}

function Ranking({ title, rows, name }: RankingProps) {
  return (
    <section className="min-w-0">
      <h3 className="mb-1 font-medium text-muted text-xs">{title}</h3>
      <ol className="flex flex-col">
        {rows.slice(0, 6).map(({ id, name: called, count, open }) => (
          <li key={id} className="flex min-h-7 items-center gap-2 text-sm">
            <Link
              to="."
              search={(() => ({ [name]: id, state: open > 0 ? undefined : ANY })) as never}
              resetScroll={false}
              className="min-w-0 flex-1 truncate hover:underline"
              title={called}
            >
              {called}
            </Link>
            <span className="shrink-0 text-muted text-xs tabular-nums">
              {open > 0 && `${COUNT.format(open)} open of `}
              {COUNT.format(count)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}

const ANY = 'open,acknowledged,resolved,false_positive'

function shortDay(at: string): string {
  return new Date(`${at}T00:00:00Z`).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  })
}

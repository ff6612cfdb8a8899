import { Link } from '@tanstack/react-router'
import {
  ArrowDownRight,
  ArrowRight,
  ArrowUpRight,
  CircleDollarSign,
  Hourglass,
  type LucideIcon,
  MessagesSquare,
  Rocket,
} from 'lucide-react'
import type { ReactNode } from 'react'
import type { GetOverviewResponse } from '@/api/gen'
import { paths } from '@/paths'
import { count, type Delta, delta, money, share } from '@/ui/figures'
import { Skeleton } from '@/ui/skeleton'
import { Sparkline } from '@/ui/sparkline'
import { useOverview } from './queries'

const RUNNING = 'deployed,deploying,degraded,rolling_back'
const MANY_ERRORS = 0.05

/** Four figures, each a link to the list behind it. */
export function KpiCards() {
  const { data, isError } = useOverview()
  const missing = isError && !data
  return (
    <section aria-label="Key figures" className="grid grid-cols-2 gap-3 xl:grid-cols-4">
      <Card
        label="Active deployments"
        icon={Rocket}
        to={paths.deployments}
        search={{ status: RUNNING }}
        value={data && count(data.active.count)}
        missing={missing}
        spark={data?.active.days}
      >
        {data && <Change delta={delta(data.active.change)} than="since yesterday" />}
      </Card>
      <Card
        label="Pending approvals"
        icon={Hourglass}
        to={paths.approvals}
        search={{}}
        value={data && count(data.approvals.count)}
        missing={missing}
      >
        {data && <Decidable {...data.approvals} />}
      </Card>
      <Card
        label="GPU spend this month"
        icon={CircleDollarSign}
        to={paths.deployments}
        search={{ sort: '-cost_today' }}
        value={data && money(data.spend.amount)}
        missing={missing}
        spark={data?.spend.days}
      >
        {data && <Spend {...data.spend} />}
      </Card>
      <Card
        label="Calls today"
        icon={MessagesSquare}
        to={paths.usage}
        search={{ window: '24h' }}
        value={data && count(data.calls.today)}
        missing={missing}
        spark={data?.calls.hours}
      >
        {data && <Calls {...data.calls} />}
      </Card>
    </section>
  )
}

type CardProps = {
  label: string
  icon: LucideIcon
  to: string
  search: Record<string, string>
  value: ReactNode
  missing: boolean
  spark?: readonly number[] | undefined
  children?: ReactNode
}

function Card({ label, icon: Icon, to, search, value, missing, spark, children }: CardProps) {
  return (
    <Link
      to={to}
      search={search as never}
      className="flex min-w-0 flex-col gap-1 rounded-lg border bg-surface px-4 py-3 hover:border-edge/60"
    >
      <span className="flex items-center gap-2 text-muted text-sm">
        <Icon aria-hidden className="size-4 shrink-0 max-sm:hidden" />
        <span className="min-w-0 truncate">{label}</span>
      </span>
      <span className="flex items-end justify-between gap-3">
        <span className="font-semibold text-2xl tabular-nums tracking-tight">
          {value ??
            (missing ? (
              <span className="font-normal text-bad text-sm">Not available</span>
            ) : (
              <Skeleton className="my-1 h-6 w-16" />
            ))}
        </span>
        {spark?.some((each) => each > 0) && (
          <Sparkline values={spark} className="mb-1 h-6 w-20 min-w-0 shrink max-sm:hidden" />
        )}
      </span>
      <span className="min-h-4 text-muted text-xs tabular-nums">{children}</span>
    </Link>
  )
}

const ARROWS = { up: ArrowUpRight, down: ArrowDownRight, flat: ArrowRight } as const
const WORDS = { up: 'up by', down: 'down by', flat: 'unchanged,' } as const

function Change({ delta, than }: { delta: Delta | null; than: string }) {
  if (delta === null) return null
  const Arrow = ARROWS[delta.way]
  return (
    <span className="inline-flex items-center gap-0.5">
      <Arrow aria-hidden className="size-3.5 shrink-0" />
      <span className="sr-only">{WORDS[delta.way]} </span>
      {delta.way === 'flat' ? 'no change' : delta.amount} {than}
    </span>
  )
}

function Decidable({ count: waiting, decidable }: GetOverviewResponse['approvals']) {
  if (waiting === 0) return 'Nothing waits'
  if (decidable === 0) return 'None for you to decide'
  return decidable === waiting ? 'All for you to decide' : `${count(decidable)} for you to decide`
}

const SOURCES: Record<GetOverviewResponse['spend']['source'], string> = {
  aws_cost_explorer: 'From AWS Cost Explorer',
  remit_meter: "From Remit's own meter",
}

function Spend({ percent_change, dry_run_amount, source, start, end }: GetOverviewResponse['spend']) {
  return (
    <span className="flex flex-wrap gap-x-2" title={`${SOURCES[source]}, ${start} to ${end}`}>
      <Change delta={delta(percent_change, ' %')} than="on last month" />
      {dry_run_amount > 0 && <span>{money(dry_run_amount)} in dry runs</span>}
      {percent_change === null && dry_run_amount === 0 && SOURCES[source]}
    </span>
  )
}

function Calls({ error_rate, percent_change, today }: GetOverviewResponse['calls']) {
  return (
    <span className="flex flex-wrap gap-x-2" title="Compared with the same time yesterday">
      <span className={error_rate >= MANY_ERRORS ? 'font-medium text-bad' : undefined}>
        {today === 0 ? 'None since midnight UTC' : `${share(error_rate)} errors`}
      </span>
      <Change delta={delta(percent_change, ' %')} than="on yesterday" />
    </span>
  )
}

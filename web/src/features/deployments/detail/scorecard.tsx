import type { ReactNode } from 'react'
import { usd } from '@/ui/usd'
import { HealthMark } from '../health-mark'
import type { Detail } from '../types'

const count = new Intl.NumberFormat('en-GB')
const percent = new Intl.NumberFormat('en-GB', { style: 'percent', maximumFractionDigits: 1 })

/** Trust, health, cost, violations and usage at a glance. */
export function Scorecard({ detail }: { detail: Detail }) {
  const card = detail.scorecard
  const seen = detail.calls_seen
  const dryRun = card.dry_run_cost_month_usd
  return (
    <section aria-label="Scorecard">
      <dl className="grid grid-cols-2 overflow-hidden rounded-lg border bg-surface sm:grid-cols-3 xl:grid-cols-6">
        <Figure name="Health" more={card.health.reason}>
          <HealthMark health={card.health} />
        </Figure>
        <Figure name="Trust" more="No score yet">
          {card.trust ?? '–'}
        </Figure>
        <Figure
          name="Cost today"
          more={
            detail.dry_run_cost_today_usd > 0
              ? `${usd(detail.dry_run_cost_today_usd)} without dry run`
              : 'UTC'
          }
        >
          {usd(card.cost_today_usd)}
        </Figure>
        <Figure
          name="Cost this month"
          more={
            dryRun > 0
              ? `${usd(dryRun)} without dry run`
              : card.unpriced_calls_month > 0
                ? `${count.format(card.unpriced_calls_month)} calls without a known price`
                : 'Instances and calls'
          }
        >
          {usd(card.cost_month_usd)}
        </Figure>
        <Figure
          name="Calls today"
          more={
            seen
              ? `${count.format(card.calls_month)} this month, ${percent.format(card.error_rate_month)} failed`
              : 'They go straight to the host'
          }
        >
          {seen ? count.format(card.calls_today) : '–'}
        </Figure>
        <Figure
          name="Violations this month"
          more={seen ? 'Of the rules that policies set' : 'They go straight to the host'}
        >
          {seen ? count.format(card.violations_month) : '–'}
        </Figure>
      </dl>
    </section>
  )
}

function Figure({ name, more, children }: { name: string; more: string; children: ReactNode }) {
  return (
    <div className="-mr-px -mb-px min-w-0 border-r border-b px-4 py-2.5">
      <dt className="text-muted text-xs">{name}</dt>
      <dd className="font-semibold text-lg tabular-nums">{children}</dd>
      <dd className="wrap-anywhere text-muted text-xs">{more}</dd>
    </div>
  )
}

import { Link } from '@tanstack/react-router'
import { paths } from '@/paths'
import { Hint } from '@/ui/hint'
import { Moment } from '@/ui/moment'
import type { Column } from '@/ui/table'
import { usd } from '@/ui/usd'
import { HealthMark } from './health-mark'
import { StatusBadge } from './status-badge'
import type { Row } from './types'

const rate = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 })

/** What the table shows of a deployment; narrow screens leave out what the page of the deployment has too. */
export const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    header: 'Deployment',
    sort: 'name',
    cell: (row) => <Name row={row} />,
    className: 'w-full min-w-28 max-w-0 md:min-w-44',
  },
  {
    id: 'environment',
    header: 'Environment, host',
    sort: 'environment',
    cell: ({ env, host }) => (
      <>
        {env}
        <span className="block text-muted text-xs">{host}</span>
      </>
    ),
    className: 'whitespace-nowrap max-md:hidden',
  },
  {
    id: 'instance',
    header: 'Instance',
    cell: (row) => <Instance row={row} />,
    className: 'whitespace-nowrap max-xl:hidden',
  },
  { id: 'status', header: 'Status', sort: 'status', cell: (row) => <StatusBadge deployment={row} stacked /> },
  {
    id: 'health',
    header: 'Health',
    cell: ({ health }) => <HealthMark health={health} />,
    className: 'max-lg:hidden',
  },
  {
    id: 'trust',
    header: 'Trust',
    align: 'end',
    cell: ({ trust }) => <Trust trust={trust} />,
    className: 'max-xl:hidden',
  },
  {
    id: 'calls',
    header: 'Calls/min',
    sort: 'calls_per_minute',
    downFirst: true,
    align: 'end',
    cell: ({ calls_seen, calls_per_minute }) => (!calls_seen ? <Unseen /> : rate.format(calls_per_minute)),
    className: 'whitespace-nowrap max-lg:hidden',
  },
  {
    id: 'cost',
    header: 'Cost today',
    sort: 'cost_today',
    downFirst: true,
    align: 'end',
    cell: (row) => <Cost row={row} />,
    className: 'whitespace-nowrap max-md:hidden',
  },
  {
    id: 'created',
    header: 'Created',
    sort: 'created',
    downFirst: true,
    cell: ({ created_at }) => <Moment at={created_at} />,
    className: 'whitespace-nowrap text-muted max-lg:hidden',
  },
]

function Name({ row: { plan_id, name, intent, env, artifact } }: { row: Row }) {
  return (
    <span className="block min-w-0 py-0.5">
      <Link
        to={paths.deployment}
        params={{ id: plan_id }}
        className="block truncate rounded font-medium hover:text-accent hover:underline"
        title={artifact.endpoint_name}
      >
        <bdi>{artifact.endpoint_name || name}</bdi>
      </Link>
      <span className="block truncate text-muted text-xs" title={intent}>
        <span className="md:hidden">{env} · </span>
        <bdi>{intent}</bdi>
      </span>
    </span>
  )
}

function Instance({ row: { artifact, host } }: { row: Row }) {
  if (host === 'external') return <span className="text-muted">elsewhere</span>
  if (host === 'lambda') return <span className="text-muted">AWS Lambda</span>
  if (host === 'container' && !artifact.instance_type) return <span className="text-muted">a container</span>
  if (!artifact.instance_type) return <span className="text-muted">in Remit</span>
  return `${artifact.instance_count} × ${artifact.instance_type}`
}

/** Calls go straight to the host. */
function Unseen() {
  return (
    <span>
      <span aria-hidden>–</span>
      <span className="sr-only">not seen by Remit</span>
    </span>
  )
}

function Trust({ trust }: { trust: number | null }) {
  if (trust !== null) return trust
  return (
    <span>
      <span aria-hidden>–</span>
      <span className="sr-only">no score yet</span>
    </span>
  )
}

/** What was spent; of a dry run, what would have been stands in the hint. */
function Cost({ row: { cost_today_usd, dry_run_cost_today_usd } }: { row: Row }) {
  if (!dry_run_cost_today_usd) return usd(cost_today_usd)
  return (
    <Hint words={`Dry run: its instances would have cost ${usd(dry_run_cost_today_usd)} today.`}>
      <button type="button" className="min-h-6 cursor-default rounded underline decoration-dotted">
        {usd(cost_today_usd)}
      </button>
    </Hint>
  )
}

import { Link, type LinkProps } from '@tanstack/react-router'
import { cn } from '@/ui/cn'
import { Moment } from '@/ui/moment'
import { usd } from '@/ui/usd'
import { RiskMark } from './marks'
import type { Proposal } from './types'
import { left } from './words'

type Props = {
  rows: readonly Proposal[]
  gone: ReadonlySet<string>
  open: string | undefined
  /** Where a row leads: to the pane beside the list, or to a page of its own. */
  to: (id: string) => Pick<LinkProps, 'to' | 'search' | 'params'>
}

/** What waits, the highest risk first. */
export function QueueList({ rows, gone, open, to }: Props) {
  return (
    <ul aria-label="Proposals that wait" className="divide-y overflow-hidden rounded-lg border bg-surface">
      {rows.map((row) => (
        <li key={row.id}>
          <Link
            {...to(row.id)}
            resetScroll={false}
            data-proposal={row.id}
            aria-current={row.id === open ? 'true' : undefined}
            className={cn(
              'flex flex-col gap-1 border-transparent border-l-2 px-3 py-2.5 hover:bg-raised/60 focus-visible:outline-offset-[-2px]',
              row.id === open && 'border-l-accent bg-raised',
              gone.has(row.id) && 'opacity-60',
            )}
          >
            <span className="flex items-center gap-2">
              <RiskMark level={row.risk.level} />
              {row.mine && <Yours />}
              <span className="flex-1" />
              <span className="text-muted text-xs">
                {gone.has(row.id) ? 'No longer waits' : <Moment at={row.created_at} />}
              </span>
            </span>
            <span className="wrap-anywhere line-clamp-2 font-medium text-sm">{row.title}</span>
            {row.progress && (
              <span className="wrap-anywhere line-clamp-2 text-muted text-xs">{row.progress.words}</span>
            )}
            <span className="flex flex-wrap gap-x-3 text-muted text-xs">
              <span className="wrap-anywhere line-clamp-1">{row.requested_by.name}</span>
              {row.cost && <span className="tabular-nums">{usd(row.cost.usd_per_hour)} an hour</span>}
              <span>{left(row.expires_at)}</span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

/** What a person asked for themselves. */
export function Yours() {
  return (
    <span className="rounded-full border border-edge/50 px-2 font-medium text-muted text-xs leading-[18px]">
      Yours
    </span>
  )
}

import { Link } from '@tanstack/react-router'
import { CircleAlert, CircleCheck, Info, type LucideIcon, TriangleAlert } from 'lucide-react'
import type { ListAttentionResponse } from '@/api/gen'
import { Card } from '@/ui/card'
import { cn } from '@/ui/cn'
import { Failure } from '@/ui/failure'
import { Moment } from '@/ui/moment'
import { Skeleton } from '@/ui/skeleton'
import { target } from './place'
import { useAttention } from './queries'

type Item = ListAttentionResponse['items'][number]
type Look = { word: string; icon: LucideIcon; colour: string }

const LOOKS: Record<Item['severity'], Look> = {
  critical: { word: 'Critical', icon: CircleAlert, colour: 'text-bad' },
  warning: { word: 'Warning', icon: TriangleAlert, colour: 'text-warn' },
  info: { word: 'Note', icon: Info, colour: 'text-info' },
}

/** What somebody should look at, the worst first. */
export function AttentionList() {
  const { data, error, isFetching, refetch } = useAttention()
  return (
    <Card title="Needs attention" flush className="flex flex-col">
      {data ? (
        <Listed {...data} />
      ) : error ? (
        <Failure
          className="m-4"
          what="What needs attention could not be loaded"
          error={error}
          busy={isFetching}
          onRetry={() => void refetch()}
        />
      ) : (
        <Waiting />
      )}
    </Card>
  )
}

function Listed({ items, more }: ListAttentionResponse) {
  if (items.length === 0) {
    return (
      <p className="flex items-center gap-2 px-4 py-6 text-muted text-sm">
        <CircleCheck aria-hidden className="size-4 shrink-0 text-ok" />
        Nothing needs you now.
      </p>
    )
  }
  return (
    <>
      <ul
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label="Needs attention"
        className="max-h-80 divide-y overflow-y-auto focus-visible:outline-offset-[-2px]"
      >
        {items.map((item) => (
          <Row key={`${item.kind} ${item.subject} ${item.target.id}`} item={item} />
        ))}
      </ul>
      {more && <p className="border-t px-4 py-2 text-muted text-xs">There is more; these are the worst.</p>}
    </>
  )
}

function Row({ item }: { item: Item }) {
  const { word, icon: Icon, colour } = LOOKS[item.severity]
  return (
    <li className="relative flex gap-2.5 px-4 py-2.5 text-sm hover:bg-raised/50">
      <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', colour)} />
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline gap-2">
          <span className="sr-only">{word}:</span>
          <Link
            {...(target(item.target) as { to: string })}
            className="wrap-anywhere min-w-0 flex-1 font-medium after:absolute after:inset-0 hover:underline"
          >
            {item.title}
          </Link>
          {item.since && (
            <span className="shrink-0 text-muted text-xs">
              <Moment at={item.since} />
            </span>
          )}
        </p>
        {item.detail && <p className="wrap-anywhere line-clamp-2 text-muted">{item.detail}</p>}
        <p className="wrap-anywhere text-muted text-xs">{item.advice}</p>
      </div>
    </li>
  )
}

function Waiting() {
  return (
    <div className="flex flex-col gap-4 p-4">
      {[0, 1, 2].map((each) => (
        <Skeleton key={each} className="h-8 w-full" />
      ))}
    </div>
  )
}

import { Link } from '@tanstack/react-router'
import { Bot, Cog, type LucideIcon, User } from 'lucide-react'
import type { ListActivityResponse } from '@/api/gen'
import { paths } from '@/paths'
import { Card } from '@/ui/card'
import { Failure } from '@/ui/failure'
import { Moment } from '@/ui/moment'
import { Skeleton } from '@/ui/skeleton'
import { target } from './place'
import { useActivity } from './queries'

type Item = ListActivityResponse['items'][number]

const ACTORS: Record<string, LucideIcon> = { member: User, service_account: Bot }

/** What happened lately: who did what, and when. */
export function ActivityList() {
  const { data, error, isFetching, refetch } = useActivity()
  return (
    <Card
      title="Recent activity"
      flush
      aside={
        <Link to={paths.audit} className="text-accent text-xs underline-offset-2 hover:underline">
          Whole log
        </Link>
      }
    >
      {data ? (
        <Listed items={data.items} />
      ) : error ? (
        <Failure
          className="m-4"
          what="The activity could not be loaded"
          error={error}
          busy={isFetching}
          onRetry={() => void refetch()}
        />
      ) : (
        <div className="flex flex-col gap-3 p-4">
          {[0, 1, 2, 3].map((each) => (
            <Skeleton key={each} className="w-full" />
          ))}
        </div>
      )}
    </Card>
  )
}

function Listed({ items }: { items: readonly Item[] }) {
  if (items.length === 0) return <p className="px-4 py-6 text-muted text-sm">Nothing has happened yet.</p>
  return (
    <ol
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label="Recent activity"
      className="max-h-80 overflow-y-auto py-1.5 focus-visible:outline-offset-[-2px]"
    >
      {items.map((item) => (
        <Row key={item.seq} item={item} />
      ))}
    </ol>
  )
}

function Row({ item }: { item: Item }) {
  const Icon = ACTORS[item.actor.kind] ?? Cog
  return (
    <li className="flex gap-2.5 px-4 py-1.5 text-sm">
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
      <p className="wrap-anywhere line-clamp-3 min-w-0 flex-1">
        <span className="font-medium">{item.actor.name}</span>{' '}
        {item.target ? (
          <Link {...(target(item.target) as { to: string })} className="underline-offset-2 hover:underline">
            {item.words}
          </Link>
        ) : (
          <span className="text-muted">{item.words}</span>
        )}
      </p>
      <span className="shrink-0 text-muted text-xs leading-5">
        <Moment at={item.at} />
      </span>
    </li>
  )
}

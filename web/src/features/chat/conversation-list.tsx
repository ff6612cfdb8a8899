import { Link } from '@tanstack/react-router'
import { MessageSquarePlus } from 'lucide-react'
import { paths } from '@/paths'
import { Button } from '@/ui/button'
import { cn } from '@/ui/cn'
import { Failure } from '@/ui/failure'
import { Search } from '@/ui/form'
import { Moment } from '@/ui/moment'
import { Skeleton } from '@/ui/skeleton'
import { ConversationMenu } from './conversation-menu'
import { useConversations } from './queries'
import type { ListedConversation } from './types'

type Props = {
  current: string | null
  q: string
  onSearch: (q: string) => void
  onNew: () => void
  onGone: (id: string) => void
  onGo?: () => void
}

/** The person's conversations, those last spoken in first. */
export function ConversationList({ current, q, onSearch, onNew, onGone, onGo }: Props) {
  const list = useConversations(q)
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <div className="flex h-full min-h-0 flex-col gap-2">
      <div className="flex flex-col gap-2 px-2 pt-2">
        <Button onClick={onNew} className="w-full">
          <MessageSquarePlus aria-hidden />
          New conversation
        </Button>
        <Search label="Search conversations" value={q} onChange={onSearch} className="sm:w-full" />
      </div>
      <nav aria-label="Conversations" className="min-h-0 flex-1 overflow-y-auto px-2 pb-2">
        {list.isError && items.length === 0 && (
          <Failure
            what="The conversations could not be loaded"
            error={list.error}
            onRetry={() => void list.refetch()}
          />
        )}
        {list.isPending && <Skeleton className="my-2 h-32" />}
        {list.isSuccess && items.length === 0 && (
          <p className="px-2 py-4 text-muted text-sm">
            {q ? 'No conversation says that.' : 'Your conversations stand here. Only you see them.'}
          </p>
        )}
        <ul className="flex flex-col gap-0.5">
          {items.map((each) => (
            <Row
              key={each.id}
              conversation={each}
              current={each.id === current}
              onGone={onGone}
              onGo={onGo}
            />
          ))}
        </ul>
        {list.hasNextPage && (
          <Button
            size="small"
            variant="ghost"
            className="mt-1 w-full"
            busy={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            Show more
          </Button>
        )}
      </nav>
    </div>
  )
}

type RowProps = {
  conversation: ListedConversation
  current: boolean
  onGone: (id: string) => void
  onGo: (() => void) | undefined
}

function Row({ conversation, current, onGone, onGo }: RowProps) {
  const { id, title, handles, updated_at } = conversation
  return (
    <li
      className={cn('group flex items-center rounded-md hover:bg-raised', current && 'bg-raised font-medium')}
    >
      <Link
        to={paths.conversation}
        params={{ conversation: id }}
        search={((before: object) => before) as never}
        aria-current={current ? 'page' : undefined}
        onClick={onGo}
        className="min-w-0 flex-1 rounded-md px-2 py-1.5"
      >
        <span dir="auto" className="block truncate text-sm">
          {title}
        </span>
        <span className="flex min-w-0 gap-1.5 font-normal text-muted text-xs">
          <span className="min-w-0 flex-1 truncate">{handles.join(', ')}</span>
          <Moment at={updated_at} />
        </span>
      </Link>
      <ConversationMenu conversation={conversation} onGone={onGone} />
    </li>
  )
}

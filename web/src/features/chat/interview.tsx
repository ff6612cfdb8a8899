import { MessagesSquare } from 'lucide-react'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { Skeleton } from '@/ui/skeleton'
import { OpenChat } from './open-chat'
import { useConversation } from './queries'

/** The conversation of an interview, beside what it is about. */
export function Interview({ conversation: id }: { conversation: string }) {
  const conversation = useConversation(id)
  return (
    <section aria-label="Interview" className="flex h-full min-h-96 min-w-0 flex-col rounded-lg border bg-bg">
      <header className="flex h-10 shrink-0 items-center gap-2 border-b px-3">
        <MessagesSquare aria-hidden className="size-4 text-muted" />
        <h2 className="min-w-0 flex-1 truncate font-semibold text-sm">Interview</h2>
      </header>
      {conversation.data ? (
        <OpenChat
          conversation={conversation.data}
          empty={
            <EmptyState icon={MessagesSquare} title="What is the agent to do?">
              Say it in your own words. You are asked for what is missing, one thing at a time, and the draft
              grows beside the conversation. Leave and come back as you like.
            </EmptyState>
          }
        />
      ) : conversation.isPending ? (
        <Skeleton className="m-4 h-24" />
      ) : (
        <Failure
          what="The interview could not be loaded"
          error={conversation.error}
          onRetry={() => void conversation.refetch()}
          className="m-4"
        />
      )}
    </section>
  )
}

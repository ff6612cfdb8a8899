import { type ReactNode, useCallback, useRef } from 'react'
import { Failure } from '@/ui/failure'
import { Skeleton } from '@/ui/skeleton'
import { Announcer } from './announcer'
import { Composer } from './composer'
import { ChatContext } from './context'
import { type Outcome, post, postDraft, takeBack, useUnsent } from './outbox'
import { Pending } from './pending'
import { useKeptUp, useOlder, useThread } from './queries'
import { stop, useRunning } from './running'
import { Thread } from './thread'
import { lastQuestion } from './tree'
import type { Conversation } from './types'
import { useMessageActions, useStopKey } from './use-actions'

type Props = {
  conversation: Conversation | null
  /** Under which an unsent message is kept: the conversation's id, once there is one. */
  place: string
  /** Those who can be mentioned. */
  handles: readonly string[]
  /** Why nothing can be sent now. */
  refusal: string | null
  /** Says something: in this conversation, or in one that begins with it. */
  onSay: (text: string) => Promise<Outcome>
  /** Who takes part: above the message. */
  chips: ReactNode
  empty: ReactNode
}

/** The messages of a conversation, and where the next one is written. */
export function Panel({ conversation, place, handles, refusal, onSay, chips, empty }: Props) {
  const id = conversation?.id ?? null
  const panel = useRef<HTMLDivElement>(null)
  const thread = useThread(id)
  const running = useRunning(place)
  const unsent = useUnsent(place)
  useKeptUp(conversation, thread.data)
  const { chat, error } = useMessageActions(conversation)
  useStopKey(panel, place)
  const last = lastQuestion(thread.data?.items ?? [])
  const wrong = running.failure ?? error
  const waits = unsent?.problem ? 'Retry or edit the message that was not sent first' : null
  return (
    <ChatContext value={chat}>
      <div ref={panel} className="flex min-h-0 min-w-0 flex-1 flex-col">
        <Messages conversation={id} thread={thread} empty={unsent ? null : empty}>
          {unsent && (
            <Pending
              message={unsent}
              refusal={refusal}
              onRetry={() => void post(place, unsent.content, onSay)}
              onEdit={() => takeBack(place)}
            />
          )}
        </Messages>
        <Announcer items={thread.data?.items ?? []} participants={chat.participants} />
        <div className="px-3 pt-2 pb-3 sm:px-5">
          <div className="mx-auto flex w-full max-w-3xl flex-col gap-2">
            {wrong != null && (
              <Failure what="That did not work" error={wrong}>
                What you typed is kept.
              </Failure>
            )}
            <Composer
              draft={place}
              handles={handles}
              phase={running.phase}
              longest={chat.longest}
              refusal={waits ?? refusal}
              onSend={(text) => postDraft(place, text, onSay)}
              onStop={() => stop(place)}
              onEditLast={() => last && !chat.busy && chat.edit(last.id)}
            >
              {chips}
            </Composer>
          </div>
        </div>
      </div>
    </ChatContext>
  )
}

type MessagesProps = {
  conversation: string | null
  thread: ReturnType<typeof useThread>
  empty: ReactNode
  /** What is on its way: at the end. */
  children: ReactNode
}

function Messages({ conversation, thread, empty, children }: MessagesProps) {
  const older = useOlder(conversation)
  const { mutate, isPending } = older
  const load = useCallback(() => {
    if (!isPending) mutate()
  }, [isPending, mutate])
  const items = thread.data?.items ?? []
  if (thread.isError && !thread.data) {
    return (
      <div className="flex-1 p-5">
        <Failure
          what="The messages could not be loaded"
          error={thread.error}
          onRetry={() => void thread.refetch()}
        />
      </div>
    )
  }
  if (conversation !== null && thread.isPending) return <Loading />
  if (items.length === 0 || !thread.data) {
    return (
      <div className="min-h-0 flex-1 overflow-y-auto px-3 sm:px-5">
        {empty}
        {children}
      </div>
    )
  }
  return (
    <Thread
      key={conversation}
      thread={thread.data}
      older={{ busy: isPending, load, error: older.error }}
      spoken={children ? 'unsent' : (lastQuestion(items)?.id ?? null)}
    >
      {children}
    </Thread>
  )
}

function Loading() {
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-1 flex-col gap-4 px-5 py-6">
      <Skeleton className="h-9 w-64 self-end" />
      <Skeleton className="h-24" />
      <Skeleton className="h-9 w-48 self-end" />
      <Skeleton className="h-16" />
    </div>
  )
}

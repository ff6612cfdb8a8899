import { PanelLeft } from 'lucide-react'
import { useState } from 'react'
import { asProblem } from '@/api/problem'
import { Button } from '@/ui/button'
import { Drawer } from '@/ui/drawer'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { usePageTitle } from '@/ui/page-header'
import { focusComposer } from './composer-focus'
import { ConversationList } from './conversation-list'
import { ConversationMenu } from './conversation-menu'
import { HERE, NewChat } from './new-chat'
import { OpenChat } from './open-chat'
import { useConversation } from './queries'

type Props = {
  /** The conversation in the address; none for a new one. */
  conversation: string | null
  q: string
  named: string | undefined
  onSearch: (q: string) => void
  onNamed: (refs: string) => void
  onOpen: (conversation: string) => void
  /** Begins anew, with those whom an address names. */
  onNew: (named: string | undefined) => void
}

/** The person's conversations beside the one that is open. */
export function ChatPage(props: Props) {
  const { conversation: id, q, named, onSearch, onNamed, onOpen, onNew } = props
  const [listing, setListing] = useState(false)
  const conversation = useConversation(id)
  const title = id === null ? 'New conversation' : (conversation.data?.title ?? 'Chat')
  usePageTitle(title)
  const onGone = (gone: string) => {
    if (gone === id) onNew(undefined)
  }
  // Who goes on to another subject mostly asks the same agents.
  const beginAnew = () => {
    const there = conversation.data?.participants.filter(({ removed, answers }) => !removed && answers) ?? []
    const refs = there.map(({ ref }) => ref).join(',') || (id === null ? named : undefined)
    onNew(refs)
    if (refs) focusComposer(HERE)
  }
  const list = { current: id, q, onSearch, onGone }
  return (
    <div className="absolute inset-0 flex">
      <aside aria-label="Your conversations" className="w-64 shrink-0 border-r bg-surface max-lg:hidden">
        <ConversationList {...list} onNew={beginAnew} />
      </aside>
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="flex h-11 shrink-0 items-center gap-2 border-b px-3 sm:px-5">
          <Button
            variant="ghost"
            size="icon"
            aria-label="Conversations"
            className="-ml-1.5 lg:hidden"
            onClick={() => setListing(true)}
          >
            <PanelLeft aria-hidden />
          </Button>
          <h1 dir="auto" className="min-w-0 flex-1 truncate font-semibold text-base">
            {title}
          </h1>
          {conversation.data && <ConversationMenu conversation={conversation.data} onGone={onGone} />}
        </header>
        {id === null ? (
          <NewChat named={named} onNamed={onNamed} onBegun={onOpen} />
        ) : conversation.data ? (
          <OpenChat key={id} conversation={conversation.data} />
        ) : (
          <Missing conversation={conversation} onNew={beginAnew} />
        )}
      </div>
      {listing && (
        <Drawer title="Conversations" side="left" onClose={() => setListing(false)}>
          <div className="-m-4 h-full">
            <ConversationList
              {...list}
              onGo={() => setListing(false)}
              onNew={() => {
                setListing(false)
                beginAnew()
              }}
            />
          </div>
        </Drawer>
      )}
    </div>
  )
}

type MissingProps = { conversation: ReturnType<typeof useConversation>; onNew: () => void }

function Missing({ conversation, onNew }: MissingProps) {
  if (!conversation.isError) return null
  if (asProblem(conversation.error).status === 404) {
    return (
      <EmptyState
        title="There is no such conversation"
        action={<Button onClick={onNew}>New conversation</Button>}
      >
        It was deleted, or it is somebody else's.
      </EmptyState>
    )
  }
  return (
    <div className="p-5">
      <Failure
        what="The conversation could not be loaded"
        error={conversation.error}
        onRetry={() => void conversation.refetch()}
      />
    </div>
  )
}

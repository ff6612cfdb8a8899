import { useNavigate, useParams } from '@tanstack/react-router'
import { ChatPage } from '@/features/chat'
import { paths } from '@/paths'
import { useSearchParams } from '@/search-params'

/** Talking to deployed agents and to versions on trial; `?with=dep_…,agent_…` names whom a new conversation is with. */
export function Page() {
  const { conversation } = useParams({ strict: false }) as { conversation?: string }
  const [{ q, with: named }, change] = useSearchParams()
  const navigate = useNavigate()
  return (
    <ChatPage
      conversation={conversation ?? null}
      q={q ?? ''}
      named={named}
      onSearch={(next) => change({ q: next }, { replace: true })}
      onNamed={(refs) => change({ with: refs }, { replace: true })}
      onOpen={(id) => void navigate({ to: paths.conversation, params: { conversation: id }, replace: true })}
      onNew={(refs) => void navigate({ to: paths.chat, search: (refs ? { with: refs } : {}) as never })}
    />
  )
}

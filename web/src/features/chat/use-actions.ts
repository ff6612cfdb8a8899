import { useQueryClient } from '@tanstack/react-query'
import { type RefObject, useEffect, useMemo, useState } from 'react'
import { Problem } from '@/api/problem'
import { threadKey } from './cache'
import { useShowBranch } from './queries'
import { askAgain, fail, say, stop, useRunning } from './running'
import type { Thread } from './tree'
import type { Conversation } from './types'

const LONGEST = 100_000

/** What can be done to the messages of a conversation; it changes only when the conversation itself does. */
export function useMessageActions(conversation: Conversation | null) {
  const queries = useQueryClient()
  const id = conversation?.id ?? ''
  const branch = useShowBranch(id)
  const { phase } = useRunning(id)
  const [editing, edit] = useState<string | null>(null)
  const showBranch = branch.mutate
  const chat = useMemo(() => {
    const participants = new Map((conversation?.participants ?? []).map((each) => [each.id, each]))
    return {
      conversation: id,
      participants,
      busy: phase !== 'idle',
      longest: conversation?.longest_message ?? LONGEST,
      editing,
      edit,
      sayInstead: async (message: string, content: string) => {
        const original = queries
          .getQueryData<Thread>(threadKey(id))
          ?.items.find((each) => each.id === message)
        const to = (original?.to ?? []).filter((each) => participants.get(each)?.removed === false)
        const outcome = await say(queries, id, {
          content,
          parent_id: original?.parent_id ?? null,
          to,
          variables: original?.variables ?? {},
        })
        if (outcome instanceof Problem) fail(id, outcome)
        if (outcome === 'accepted') edit(null)
        return outcome === 'accepted'
      },
      askAgain: (message: string) => void askAgain(queries, id, message),
      showBranch: (message: string) =>
        showBranch({ path: { conversation_id: id }, body: { shown: message } }),
    }
  }, [id, conversation, phase, editing, queries, showBranch])
  return { chat, error: branch.error }
}

/** Escape stops the answers, unless it belongs to something that is open or typed into elsewhere. */
export function useStopKey(panel: RefObject<HTMLElement | null>, conversation: string): void {
  const { phase } = useRunning(conversation)
  useEffect(() => {
    if (phase === 'idle') return
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      const { target } = event
      const here = target === document.body || (target instanceof Node && panel.current?.contains(target))
      if (here) stop(conversation)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [panel, conversation, phase])
}

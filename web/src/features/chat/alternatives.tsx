import { useQueryClient } from '@tanstack/react-query'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { getMessage } from '@/api/gen'
import { asProblem } from '@/api/problem'
import { Button } from '@/ui/button'
import { toast } from '@/ui/toast'
import { changeThread } from './cache'
import { useChat } from './context'
import type { Message } from './types'

/** Which of those that stand in one place is shown, and the way to the others. */
export function Alternatives({ message }: { message: Message }) {
  const { showBranch, conversation, busy } = useChat()
  const queries = useQueryClient()
  const { alternatives, id } = message
  if (alternatives.length < 2) return null
  const at = alternatives.indexOf(id)
  const go = async (step: number) => {
    const other = alternatives[at + step]
    if (!other) return
    if (message.on_branch) return showBranch(other)
    // An answer beside the branch changes nothing that follows: it is only looked at.
    try {
      const path = { conversation_id: conversation, message_id: other }
      const { data } = await getMessage({ path, throwOnError: true })
      changeThread(queries, conversation, (thread) => ({
        ...thread,
        items: thread.items.map((each) => (each.id === id ? data : each)),
      }))
    } catch (error) {
      toast.error('The other answer could not be loaded', { description: asProblem(error).detail })
    }
  }
  return (
    <span className="inline-flex items-center text-muted text-xs tabular-nums">
      <Button
        variant="ghost"
        size="smallIcon"
        aria-label="The version before"
        disabled={at <= 0 || busy}
        onClick={() => void go(-1)}
      >
        <ChevronLeft aria-hidden />
      </Button>
      {at + 1}/{alternatives.length}
      <Button
        variant="ghost"
        size="smallIcon"
        aria-label="The version after"
        disabled={at === alternatives.length - 1 || busy}
        onClick={() => void go(1)}
      >
        <ChevronRight aria-hidden />
      </Button>
    </span>
  )
}

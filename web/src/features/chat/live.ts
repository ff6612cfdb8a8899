import { useSyncExternalStore } from 'react'
import type { ChatEvent, Tool } from './types'

/** An answer while it is written. It stands outside the list of messages, so that a word moves one answer only. */
export type LiveAnswer = { content: string; tools: readonly Tool[] }

export const SILENT: LiveAnswer = { content: '', tools: [] }
const TELL_MS = 60

const answers = new Map<string, LiveAnswer>()
const listeners = new Map<string, Set<() => void>>()
const changed = new Set<string>()
let timer: ReturnType<typeof setTimeout> | undefined

/** The answer after an event. */
export function hear(answer: LiveAnswer, event: ChatEvent): LiveAnswer {
  switch (event.type) {
    case 'TEXT_MESSAGE_CONTENT':
      return { ...answer, content: answer.content + event.delta }
    case 'TOOL_CALL_START': {
      const tool = {
        id: event.toolCallId,
        name: event.toolCallName,
        arguments: '',
        result: null,
        refused: false,
        approval_id: null,
      }
      return { ...answer, tools: [...answer.tools, tool] }
    }
    case 'TOOL_CALL_ARGS':
      return withTool(answer, event.toolCallId, (tool) => ({ arguments: tool.arguments + event.delta }))
    case 'TOOL_CALL_RESULT':
      return withTool(answer, event.toolCallId, () => ({ result: event.content, refused: event.refused }))
    default:
      return answer
  }
}

function withTool(answer: LiveAnswer, id: string, change: (tool: Tool) => Partial<Tool>): LiveAnswer {
  const tools = answer.tools.map((tool) => (tool.id === id ? { ...tool, ...change(tool) } : tool))
  return { ...answer, tools }
}

/** Take an event in; those who watch the answer hear of it a few times a second. */
export function tell(event: Extract<ChatEvent, { messageId: string }>): void {
  const before = answers.get(event.messageId) ?? SILENT
  answers.set(event.messageId, hear(before, event))
  changed.add(event.messageId)
  if (timer === undefined) timer = setTimeout(flush, TELL_MS)
}

function flush(): void {
  timer = undefined
  const ids = [...changed]
  changed.clear()
  for (const id of ids) for (const listener of listeners.get(id) ?? []) listener()
}

/** What was said so far, and no more of it is to come: the answer goes over into the list. */
export function take(id: string): LiveAnswer {
  const answer = answers.get(id) ?? SILENT
  answers.delete(id)
  return answer
}

/** The answer as it is being written; null when nobody writes it here. */
export function useLiveAnswer(id: string): LiveAnswer | null {
  const subscribe = (listener: () => void) => {
    const those = listeners.get(id) ?? new Set()
    listeners.set(id, those.add(listener))
    return () => {
      those.delete(listener)
      if (those.size === 0) listeners.delete(id)
    }
  }
  return useSyncExternalStore(subscribe, () => answers.get(id) ?? null)
}

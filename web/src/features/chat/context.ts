import { createContext, useContext } from 'react'
import type { Participant } from './types'

type Chat = {
  conversation: string
  participants: ReadonlyMap<string, Participant>
  busy: boolean
  /** The message that is being edited. */
  editing: string | null
  edit: (message: string | null) => void
  sayInstead: (message: string, content: string) => Promise<boolean>
  askAgain: (message: string) => void
  showBranch: (message: string) => void
  longest: number
}

/** What every message needs of its conversation. */
export const ChatContext = createContext<Chat | null>(null)

export function useChat(): Chat {
  const chat = useContext(ChatContext)
  if (!chat) throw new Error('A message stands outside a conversation.')
  return chat
}

import type { Message, Participant } from './types'

const SAID = 200

export type Ended = {
  ended: readonly { id: string; words: string }[]
  stillOpen: ReadonlySet<string>
}

/** Which of the answers that were being written have ended, in words, and which are being written now. */
export function endings(
  open: ReadonlySet<string>,
  items: readonly Message[],
  participants: ReadonlyMap<string, Participant>,
): Ended {
  const ended = items.filter(({ id, status }) => status !== 'streaming' && open.has(id))
  return {
    ended: ended.map((message) => ({ id: message.id, words: ending(message, participants) })),
    stillOpen: new Set(items.filter(({ status }) => status === 'streaming').map(({ id }) => id)),
  }
}

function ending(message: Message, participants: ReadonlyMap<string, Participant>): string {
  const name = participants.get(message.participant_id ?? '')?.handle ?? 'An agent'
  if (message.status === 'stopped') return `${name} was stopped.`
  if (message.problem) return `${name}: ${message.problem.title}. ${message.problem.detail}`
  // A voice would read the marks of Markdown out.
  return `${name} answered: ${message.content.slice(0, SAID).replace(/[*`#|~]+/g, '')}`
}

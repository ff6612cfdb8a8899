import type { Message, Turn } from './types'

/** What is loaded of a conversation: the end of the branch that is shown, oldest first; `next` leads to the older. */
export type Thread = { items: readonly Message[]; next: string | null }

/** A message of the person with the answers to it, side by side. */
export type ShownTurn = { id: string; question: Message | null; answers: readonly Message[] }

/** Groups what is shown into turns; the oldest may have its question on the page before. */
export function turnsOf(items: readonly Message[]): ShownTurn[] {
  const turns: { id: string; question: Message | null; answers: Message[] }[] = []
  for (const message of items) {
    const last = turns.at(-1)
    if (message.role === 'user') turns.push({ id: message.id, question: message, answers: [] })
    else if (last && (last.question?.id ?? last.answers[0]?.parent_id) === message.parent_id)
      last.answers.push(message)
    else turns.push({ id: message.parent_id ?? message.id, question: null, answers: [message] })
  }
  for (const { question, answers } of turns) {
    // Answers keep the order in which they were asked for, also when one is asked for again.
    const column = ({ participant_id }: Message) => question?.to.indexOf(participant_id ?? '') ?? 0
    answers.sort((one, other) => column(one) - column(other))
  }
  return turns
}

/** The thread after a turn has begun: a new message with its answers, or an answer in the place of another. */
export function withTurn(thread: Thread, turn: Turn): Thread {
  return turn.question ? said(thread, turn.question, turn.answers) : askedAgain(thread, turn)
}

function said(thread: Thread, question: Message, answers: readonly Message[]): Thread {
  const at = thread.items.findIndex(
    ({ role, parent_id }) => role === 'user' && parent_id === question.parent_id,
  )
  const before = at === -1 ? thread.items : thread.items.slice(0, at)
  const kept = question.parent_id === null ? [] : before
  const next = question.parent_id === null ? null : thread.next
  return { items: [...kept, question, ...answers], next }
}

function askedAgain(thread: Thread, { answers: [answer], leaf_id }: Turn): Thread {
  if (!answer) return thread
  const samePlace = (each: Message) =>
    each.parent_id === answer.parent_id && each.participant_id === answer.participant_id
  const items = thread.items.map((each) => (each.role === 'assistant' && samePlace(each) ? answer : each))
  if (leaf_id !== answer.id) return { ...thread, items }
  const after = items.findLastIndex(({ parent_id }) => parent_id === answer.parent_id)
  return { ...thread, items: items.slice(0, after + 1) }
}

/** The thread with a message as it has become. */
export function withMessage(thread: Thread, message: Message): Thread {
  return {
    ...thread,
    items: thread.items.map((each) =>
      each.id === message.id ? { ...message, on_branch: each.on_branch } : each,
    ),
  }
}

/** The newest page read anew: what was loaded of the older stays where the two meet. */
export function withNewest(thread: Thread | undefined, newest: Thread): Thread {
  const first = newest.items[0]
  const at = thread && first ? thread.items.findIndex(({ id }) => id === first.id) : -1
  if (!thread || at <= 0) return newest
  return { items: [...thread.items.slice(0, at), ...newest.items], next: thread.next }
}

/** The thread with an older page before it. */
export function withOlder(thread: Thread, older: Thread): Thread {
  return { items: [...older.items, ...thread.items], next: older.next }
}

/** The person's last message, which can be edited. */
export function lastQuestion(items: readonly Message[]): Message | null {
  return items.findLast(({ role }) => role === 'user') ?? null
}

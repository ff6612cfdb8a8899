import type { QueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { readEvents } from '@/api/events'
import { getMessage, regenerateAnswer, sendMessage } from '@/api/gen'
import { asProblem, Problem } from '@/api/problem'
import { changeThread, refreshConversation } from './cache'
import { SILENT, take, tell } from './live'
import type { Outcome } from './outbox'
import { withMessage, withTurn } from './tree'
import type { ChatEvent, Message, Refusal, Said } from './types'

/** What goes on in a conversation, or in one that is about to begin, by where its message is written. It goes on while other pages are looked at; a stop or a closed tab ends it. */
export type Running = { phase: 'idle' | 'sending' | 'answering'; failure: Problem | null }

const IDLE: Running = { phase: 'idle', failure: null }
const PATIENCE = 10
const WAIT_MS = 300
const CUT_OFF: Refusal = {
  type: 'answer-cut-off',
  title: 'The answer was cut off',
  detail: 'The connection to Remit was lost. What was said until then is kept; ask for it again.',
  policies: [],
}

const NOT_SURE = new Problem(
  0,
  'The connection was lost',
  'It is not known whether the message arrived. Look whether it stands above; if not, send it again.',
)

const states = new Map<string, Running>()
const stops = new Map<string, AbortController>()
const listeners = new Set<() => void>()

function set(conversation: string, state: Running): void {
  states.set(conversation, state)
  for (const listener of listeners) listener()
}

export function useRunning(conversation: string): Running {
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  return useSyncExternalStore(subscribe, () => states.get(conversation) ?? IDLE)
}

export function isRunning(conversation: string): boolean {
  return (states.get(conversation)?.phase ?? 'idle') !== 'idle'
}

/** Ends the answers that are being written; what was said is kept. */
export function stop(conversation: string): void {
  stops.get(conversation)?.abort()
}

/** Tells of what went wrong where the conversation is shown. */
export function fail(conversation: string, failure: Problem): void {
  set(conversation, { phase: 'idle', failure })
}

/** Makes what has to be there before anything can be said. Stopped, it is taken back when it is there all the same. */
export async function prepare<Made>(
  key: string,
  make: () => Promise<Made>,
  takeBack: (made: Made) => Promise<void>,
): Promise<Made | Exclude<Outcome, 'accepted'>> {
  const stopping = new AbortController()
  stops.set(key, stopping)
  set(key, { phase: 'sending', failure: null })
  const making = make()
  const stopped = new Promise<'stopped'>((resolve) =>
    stopping.signal.addEventListener('abort', () => resolve('stopped')),
  )
  try {
    const outcome = await Promise.race([making, stopped])
    if (outcome === 'stopped') making.then(takeBack).catch(() => undefined)
    return outcome
  } catch (error) {
    return asProblem(error)
  } finally {
    stops.delete(key)
    set(key, IDLE)
  }
}

/** Says something. The answers come after the server has it. */
export function say(queries: QueryClient, conversation: string, said: Said): Promise<Outcome> {
  return begin(queries, conversation, (signal) =>
    sendMessage({
      path: { conversation_id: conversation },
      body: said,
      headers: { Accept: 'text/event-stream' },
      parseAs: 'stream',
      throwOnError: true,
      signal,
    }),
  )
}

/** Asks for an answer again. */
export async function askAgain(queries: QueryClient, conversation: string, message: string): Promise<void> {
  const outcome = await begin(queries, conversation, (signal) =>
    regenerateAnswer({
      path: { conversation_id: conversation, message_id: message },
      headers: { Accept: 'text/event-stream' },
      parseAs: 'stream',
      throwOnError: true,
      signal,
    }),
  )
  if (outcome instanceof Problem) fail(conversation, outcome)
}

type Ask = (signal: AbortSignal) => Promise<{ data: unknown }>

async function begin(queries: QueryClient, conversation: string, ask: Ask): Promise<Outcome> {
  if (isRunning(conversation)) return 'stopped'
  const stopping = new AbortController()
  stops.set(conversation, stopping)
  set(conversation, { phase: 'sending', failure: null })
  try {
    const { data } = await patiently(ask, stopping.signal)
    const body = data as ReadableStream<Uint8Array>
    return await new Promise((resolve) => {
      void follow(queries, conversation, body, stopping.signal, () => resolve('accepted')).then(() =>
        resolve(stopping.signal.aborted ? 'stopped' : NOT_SURE),
      )
    })
  } catch (error) {
    stops.delete(conversation)
    set(conversation, IDLE)
    // The server may have it all the same: what it has is looked for.
    refreshConversation(queries, conversation)
    return stopping.signal.aborted ? 'stopped' : asProblem(error)
  }
}

/** An answer that was just stopped is stored in a moment; until then the next message has to wait. */
async function patiently(ask: Ask, signal: AbortSignal): Promise<{ data: unknown }> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask(signal)
    } catch (error) {
      if (asProblem(error).type !== 'still-answering' || attempt === PATIENCE) throw error
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS))
      signal.throwIfAborted()
    }
  }
}

async function follow(
  queries: QueryClient,
  conversation: string,
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  onAccepted: () => void,
): Promise<void> {
  const open = new Map<string, Message>()
  try {
    for await (const event of readEvents<ChatEvent>(body)) {
      if (event.type === 'CUSTOM') {
        // What an answer waits for comes with its end, too.
        if (event.name !== 'turn') continue
        for (const answer of event.value.answers) open.set(answer.id, answer)
        changeThread(queries, conversation, (thread) => withTurn(thread, event.value))
        refreshConversation(queries, conversation)
        set(conversation, { phase: 'answering', failure: null })
        onAccepted()
      } else if (event.type === 'RUN_FINISHED' || event.type === 'RUN_ERROR') {
        open.delete(event.messageId)
        changeThread(queries, conversation, (thread) => withMessage(thread, event.result))
        take(event.messageId)
      } else tell(event)
    }
  } catch {
    // What was open is settled below: stopped by the person, or cut off.
  }
  settle(queries, conversation, open, signal.aborted)
}

/** Keeps what was said of answers that have no end, and looks a moment later at what the server kept. */
function settle(
  queries: QueryClient,
  conversation: string,
  open: ReadonlyMap<string, Message>,
  stopped: boolean,
): void {
  for (const message of open.values()) {
    const { content, tools } = take(message.id) ?? SILENT
    const end = stopped
      ? ({ status: 'stopped', problem: null } as const)
      : ({ status: 'failed', problem: CUT_OFF } as const)
    const kept = { ...message, content, tools: [...tools], ...end }
    changeThread(queries, conversation, (thread) => withMessage(thread, kept))
    if (stopped) setTimeout(() => void reread(queries, conversation, message.id), WAIT_MS)
  }
  stops.delete(conversation)
  set(conversation, IDLE)
}

async function reread(queries: QueryClient, conversation: string, message: string): Promise<void> {
  const path = { conversation_id: conversation, message_id: message }
  const { data } = await getMessage({ path })
  if (data && data.status !== 'streaming')
    changeThread(queries, conversation, (thread) => withMessage(thread, data))
}

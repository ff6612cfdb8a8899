import { useCallback, useEffect, useRef, useState } from 'react'
import { readEvents } from '@/api/events'
import { type GenerationAnswer, generateCode, type RoundAnswer } from '@/api/gen'
import { asProblem, Problem } from '@/api/problem'

type WritingEvent =
  | { type: 'RUN_STARTED'; runId: string }
  | { type: 'STEP_STARTED'; number: number }
  | { type: 'STEP_FINISHED'; round: RoundAnswer }
  | { type: 'RUN_FINISHED'; result: GenerationAnswer }
  | { type: 'RUN_ERROR'; message: string; code: string }

export type Writing = {
  /** The try that is under way; none when nobody writes. */
  asking: number | null
  busy: boolean
  rounds: readonly RoundAnswer[]
  result: GenerationAnswer | null
  error: Problem | null
}

const IDLE: Writing = { asking: null, busy: false, rounds: [], result: null, error: null }
const BROKE_OFF = new Problem(0, 'The connection was lost', 'What was tried until then is kept. Try again.')

/** Has a model write code, and follows each try as it ends. Leaving stops it. */
export function useWriting() {
  const [writing, setWriting] = useState<Writing>(IDLE)
  const stopping = useRef<AbortController | null>(null)
  useEffect(() => () => stopping.current?.abort(), [])

  const write = useCallback(async (source: string, description: string, fresh: boolean) => {
    stopping.current?.abort()
    const own = new AbortController()
    stopping.current = own
    setWriting({ ...IDLE, busy: true })
    const tell = (next: (before: Writing) => Writing) => {
      if (!own.signal.aborted) setWriting(next)
    }
    try {
      const { data } = await generateCode({
        body: { source, description: description.trim() || null, fresh },
        headers: { Accept: 'text/event-stream' },
        parseAs: 'stream',
        throwOnError: true,
        signal: own.signal,
      })
      for await (const event of readEvents<WritingEvent>(data as unknown as ReadableStream<Uint8Array>)) {
        tell((before) => after(before, event))
        if (event.type === 'RUN_FINISHED' || event.type === 'RUN_ERROR') return
      }
      tell((before) => ({ ...before, busy: false, asking: null, error: BROKE_OFF }))
    } catch (error) {
      tell((before) => ({ ...before, busy: false, asking: null, error: asProblem(error) }))
    }
  }, [])

  const stop = useCallback(() => {
    stopping.current?.abort()
    setWriting((before) => ({ ...before, busy: false, asking: null }))
  }, [])
  return { writing, write, stop }
}

export function after(before: Writing, event: WritingEvent): Writing {
  switch (event.type) {
    case 'STEP_STARTED':
      return { ...before, asking: event.number }
    case 'STEP_FINISHED':
      return { ...before, asking: null, rounds: [...before.rounds, event.round] }
    case 'RUN_FINISHED':
      return { ...IDLE, rounds: event.result.rounds, result: event.result }
    case 'RUN_ERROR':
      return {
        ...before,
        busy: false,
        asking: null,
        error: new Problem(0, 'It was not written', event.message),
      }
    default:
      return before
  }
}

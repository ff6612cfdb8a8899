import type { LiveEvent } from './source'

type Handlers = {
  /** The newest data of each event since the last call, by name. */
  onEvents: (name: string, data: unknown[]) => void
  /** Something was missed: what is on screen must be fetched again. */
  onGap: () => void
}

/** The first event of a connection: the newest number. */
type Hello = { seq: number }

const BATCH_MS = 100

/** Reads events in batches, and notices by their numbers when some were missed. */
export function makeReader({ onEvents, onGap }: Handlers) {
  const waiting = new Map<string, unknown[]>()
  let last: number | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  const flush = () => {
    timer = undefined
    for (const [name, data] of waiting) onEvents(name, data)
    waiting.clear()
  }

  return {
    read({ name, data, id }: LiveEvent): void {
      if (name === 'hello') {
        // Numbers are given before a commit, so one that came late may stand below the last one that was seen.
        if (last !== undefined) onGap()
        last = (JSON.parse(data) as Hello).seq
        return
      }
      if (id !== '') last = Number(id)
      waiting.set(name, [...(waiting.get(name) ?? []), JSON.parse(data)])
      timer ??= setTimeout(flush, BATCH_MS)
    },
    stop(): void {
      clearTimeout(timer)
    },
  }
}

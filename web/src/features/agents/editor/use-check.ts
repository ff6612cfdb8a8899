import { useEffect, useRef, useState } from 'react'
import { type ValidationAnswer, validateAgent } from '@/api/gen'

const PAUSE_MS = 500
/** Not more often than this, however one types: the organisation shares a hundred a minute. */
const LEAST_MS = 1_500
const AWAY_MS = 5_000

export type Check = {
  /** What the server found in `text`; none before its first answer. */
  answer: ValidationAnswer | null
  text: string | null
  /** Why there is no newer answer yet. */
  state: 'checked' | 'checking' | 'waiting' | 'away'
}

/** Has the server check a text whenever the typing pauses; what it found stays until it has found something else. */
export function useCheck(text: string): Check {
  const [check, setCheck] = useState<Check>({ answer: null, text: null, state: 'checking' })
  const last = useRef(0)
  useEffect(() => {
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout>
    const ask = async () => {
      last.current = Date.now()
      const { data, response } = await validateAgent({
        body: { source: text },
        signal: stop.signal,
        throwOnError: false,
      }).catch(() => ({ data: undefined, response: undefined }))
      if (stop.signal.aborted) return
      if (data) {
        setCheck({ answer: data, text, state: 'checked' })
        return
      }
      const wait = Number(response?.headers.get('retry-after')) * 1_000
      setCheck((before) => ({ ...before, state: response?.status === 429 ? 'waiting' : 'away' }))
      timer = setTimeout(ask, wait > 0 ? wait : AWAY_MS)
    }
    setCheck((before) => (before.text === text ? before : { ...before, state: 'checking' }))
    const first = last.current === 0
    const pause = first ? 0 : Math.max(PAUSE_MS, last.current + LEAST_MS - Date.now())
    timer = setTimeout(ask, pause)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [text])
  return check
}

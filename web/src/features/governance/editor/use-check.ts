import { useEffect, useState } from 'react'
import { validatePolicies } from '@/api/gen'
import type { CheckAnswer } from '../types'

const PAUSE_MS = 500
const AWAY_MS = 5_000

export type Check = {
  /** What the server found in `text`; none before its first answer. */
  answer: CheckAnswer | null
  text: string | null
  /** Why there is no newer answer yet. */
  state: 'checked' | 'checking' | 'away'
}

/** Has the server check a text whenever the typing pauses; what it found stays until it has found something else. */
export function useCheck(text: string): Check {
  const [check, setCheck] = useState<Check>({ answer: null, text: null, state: 'checking' })
  useEffect(() => {
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout>
    const ask = async () => {
      const { data } = await validatePolicies({
        body: { text },
        signal: stop.signal,
        throwOnError: false,
      }).catch(() => ({ data: undefined }))
      if (stop.signal.aborted) return
      if (data) setCheck({ answer: data, text, state: 'checked' })
      else {
        setCheck((before) => ({ ...before, state: 'away' }))
        timer = setTimeout(ask, AWAY_MS)
      }
    }
    setCheck((before) => (before.text === text ? before : { ...before, state: 'checking' }))
    timer = setTimeout(ask, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [text])
  return check
}

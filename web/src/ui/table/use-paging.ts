import { useRouter } from '@tanstack/react-router'
import { useCallback, useRef } from 'react'
import { useSearchParams } from '@/search-params'

/** The page's cursor in the address as `after`. Previous goes back in the history while it was walked from here. */
export function usePaging() {
  const [{ after }, change] = useSearchParams()
  const { history } = useRouter()
  const walked = useRef(0)
  const onAfter = useCallback(
    (cursor: string | undefined) => {
      walked.current = cursor === undefined ? 0 : walked.current + 1
      change({ after: cursor })
    },
    [change],
  )
  const onBack = useCallback(() => {
    if (walked.current > 0) {
      walked.current -= 1
      history.back()
    } else change({ after: undefined })
  }, [change, history])
  return { after, onAfter, onBack }
}

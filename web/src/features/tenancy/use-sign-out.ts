import { useMutation, useQueryClient } from '@tanstack/react-query'
import { endSessionMutation } from '@/api/gen/@tanstack/react-query.gen'
import { asProblem } from '@/api/problem'
import { paths } from '@/paths'
import { tab } from '@/storage'
import { toast } from '@/ui/toast'

/** Signs this browser out, and loads a page anew, so that nothing of what was seen stays. */
export function useSignOut(then: string = paths.home) {
  const queries = useQueryClient()
  const leave = () => {
    queries.clear()
    tab.forgetAll()
    window.location.assign(then)
  }
  return useMutation({
    ...endSessionMutation(),
    onSuccess: leave,
    onError: (error) => {
      if (asProblem(error).status === 401) leave()
      else toast.error('You are still signed in', { description: asProblem(error).detail })
    },
  })
}

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ActHeard, hearAct } from '@/api/gen'
import { perform } from '../perform'
import { refetchDeployments } from '../queries'

/** What a sentence about something deployed led to; `done` is what was said about it, if it was done. */
export type Acted = { heard: ActHeard; done: string | null }

/** Understands such a sentence, and does at once what needs no second word. */
export function useAct() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: async (command: string): Promise<Acted> => {
      const { data: heard } = await hearAct({ body: { command }, throwOnError: true })
      if (!heard.request || heard.confirm) return { heard, done: null }
      return { heard, done: await perform(heard.request) }
    },
    onSuccess: ({ done }) => (done === null ? undefined : refetchDeployments(queries)),
  })
}

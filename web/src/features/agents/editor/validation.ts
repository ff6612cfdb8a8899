import { queryOptions } from '@tanstack/react-query'
import { validateAgent } from '@/api/gen'

/** What the server finds in a text, and what its first example comes to. */
export function validateAgentOptions(source: string) {
  return queryOptions({
    queryKey: ['agent-draft-tried', source],
    queryFn: async ({ signal }) =>
      (await validateAgent({ body: { source, dry_run: true }, signal, throwOnError: true })).data,
    retry: false,
    gcTime: 60_000,
    placeholderData: (before) => before,
  })
}

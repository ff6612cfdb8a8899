import { useMutation } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import type { Checked } from './proof/check'
import type { Proofs, Report } from './proof/types'
import type { Entry } from './types'

/** What this browser has found out about entries since the page was opened. */
export type Checks = {
  reports: ReadonlyMap<number, Report>
  last: Checked | null
  busy: boolean
  error: unknown
  /** Without `proofs`, they are fetched. */
  verify: (entries: readonly Entry[], proofs?: Proofs) => void
}

type Asked = { entries: readonly Entry[]; proofs: Proofs | undefined }

/** Verifies entries here, with code that is fetched when it is first asked for. */
export function useChecks(): Checks {
  const [reports, setReports] = useState<ReadonlyMap<number, Report>>(new Map())
  const { mutate, data, isPending, error } = useMutation({
    mutationFn: async ({ entries, proofs }: Asked) => {
      const { check, checkThese } = await import('./proof/check')
      return proofs ? checkThese(entries, proofs) : check(entries)
    },
    onSuccess: (checked) => setReports((before) => new Map([...before, ...checked.reports])),
  })
  const verify = useCallback(
    (entries: readonly Entry[], proofs?: Proofs) => mutate({ entries, proofs }),
    [mutate],
  )
  return { reports, last: data ?? null, busy: isPending, error, verify }
}

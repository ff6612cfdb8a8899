import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Card } from '@/ui/card'
import { Failure } from '@/ui/failure'
import { Skeleton } from '@/ui/skeleton'
import { typeOf } from '../document/fields'
import { TrialReport } from '../page/trial-report'
import { validateAgentOptions } from './validation'

const PAUSE_MS = 2_000

/** Tries the first example of what can be tried whenever the typing pauses; nothing that it does reaches anybody. */
export function TryDraft({ text }: { text: string }) {
  const settled = useSettled(text)
  const type = typeOf(settled)
  const tries = type === 'function' || type === 'api'
  const tried = useQuery({ ...validateAgentOptions(settled), enabled: tries })
  if (!tries) {
    return (
      <p className="text-muted text-sm">
        {type === 'orchestrator'
          ? 'Agents that lead others are run later.'
          : 'An agent that talks is tested in a chat beside its configuration, once it is saved.'}
      </p>
    )
  }
  const report = tried.data?.dry_run
  return (
    <Card title="Dry run" aside={tried.isFetching && <span className="text-muted text-xs">Trying …</span>}>
      {tried.isError ? (
        <Failure what="It was not tried" error={tried.error} onRetry={() => void tried.refetch()} />
      ) : tried.isPending ? (
        <Skeleton className="h-16" />
      ) : report ? (
        <TrialReport report={report} />
      ) : (
        <p className="text-muted text-sm">It is tried as soon as the checks find no error.</p>
      )}
    </Card>
  )
}

/** The text as it stands when the typing has paused. */
function useSettled(text: string): string {
  const [settled, settle] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => settle(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}

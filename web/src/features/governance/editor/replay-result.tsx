import { useQuery } from '@tanstack/react-query'
import { replayPolicies } from '@/api/gen'
import { Failure } from '@/ui/failure'
import { Moment } from '@/ui/moment'
import { Skeleton } from '@/ui/skeleton'
import { VerdictBadge } from '../marks'
import type { Replay } from '../types'
import { replaySentence } from '../words'

const DAYS = 7
const SHOWN = 20

/** What a text would have decided otherwise in the last days, asked for when it is shown. */
export function ReplayResult({ text }: { text: string }) {
  const found = useQuery({
    queryKey: ['policy replay', text],
    queryFn: async ({ signal }) =>
      (await replayPolicies({ body: { text, days: DAYS }, signal, throwOnError: true })).data,
    gcTime: 60_000,
    retry: false,
  })
  if (found.isError) {
    return (
      <Failure
        what="It could not be tried on past decisions"
        error={found.error}
        busy={found.isFetching}
        onRetry={() => void found.refetch()}
      >
        It can be applied all the same.
      </Failure>
    )
  }
  if (!found.data) return <Skeleton className="h-16" />
  return <Result replay={found.data} />
}

function Result({ replay }: { replay: Replay }) {
  const { changes, idle, unread, cut } = replay
  return (
    <div className="flex flex-col gap-2 text-sm">
      <p role="status" className="font-medium">
        {replaySentence(replay, DAYS)}
      </p>
      {changes.length > 0 && (
        <ul
          aria-label="Decisions that would be others"
          className="flex max-h-64 flex-col divide-y overflow-y-auto"
        >
          {changes.slice(0, SHOWN).map((each) => (
            <li
              key={`${each.entry} ${each.action} ${each.who} ${each.resource} ${each.trial}`}
              className="flex flex-wrap items-center gap-x-2 gap-y-1 py-1.5"
            >
              <span className="font-medium tabular-nums">{each.times} ×</span>
              <code className="wrap-anywhere font-mono text-xs">{each.action}</code>
              <span className="wrap-anywhere min-w-0 text-muted text-xs">
                {each.resource} {each.environment} by {each.name || each.who} ({each.role}),{' '}
                <Moment at={each.last_at} />
              </span>
              <span className="flex flex-wrap items-center gap-1">
                <VerdictBadge verdict={each.before} />
                <span className="text-muted text-xs">{each.trial ? 'and in shadow mode' : 'then'}</span>
                <VerdictBadge verdict={each.after} />
              </span>
              {each.after_policies.length > 0 && (
                <span className="wrap-anywhere text-muted text-xs">by {each.after_policies.join(', ')}</span>
              )}
            </li>
          ))}
        </ul>
      )}
      <p className="wrap-anywhere text-muted text-xs">
        Asked again were the decisions of calls and changes; reading is not recorded.
        {idle.length > 0 && ` Decided nothing: ${idle.slice(0, SHOWN).join(', ')}.`}
        {unread > 0 && ` ${unread} older decisions were recorded without what was asked.`}
        {cut && ' There were more: those asked most often were looked at.'}
        {changes.length > SHOWN && ` ${changes.length - SHOWN} more would change.`}
      </p>
    </div>
  )
}

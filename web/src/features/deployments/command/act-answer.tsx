import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ActHeard } from '@/api/gen'
import { asProblem } from '@/api/problem'
import { paths } from '@/paths'
import { Button } from '@/ui/button'
import { usd } from '@/ui/usd'
import { perform } from '../perform'
import { refetchDeployments } from '../queries'
import { StatusBadge } from '../status-badge'
import { Panel } from './panel'
import { Refusal } from './refusal'
import type { Acted } from './use-act'

type Props = { acted: Acted; onClose: () => void }

/** What a sentence about something deployed led to: an answer, a question, or something to confirm. */
export function ActAnswer({ acted: { heard, done }, onClose }: Props) {
  const queries = useQueryClient()
  const act = useMutation({ mutationFn: perform, onSuccess: () => refetchDeployments(queries) })
  const told = done ?? act.data ?? null
  const { request, confirm, words, question, deployments } = heard
  return (
    <Panel
      onClose={onClose}
      actions={
        request &&
        confirm &&
        told === null && (
          <>
            <Button
              variant={request.method === 'DELETE' ? 'danger' : 'primary'}
              size="small"
              busy={act.isPending}
              onClick={() => act.mutate(request)}
            >
              Confirm
            </Button>
            <Button size="small" onClick={onClose}>
              Leave it
            </Button>
          </>
        )
      }
    >
      <p className="text-sm" role="status">
        <bdi>{question ?? (told === null ? words : `${told}.`)}</bdi>
        {confirm && told === null && request?.method === 'DELETE' && ' Its records stay.'}
        {confirm && told === null && request?.method !== 'DELETE' && ' It changes production: confirm it.'}
      </p>
      {act.error && <Refusal problem={asProblem(act.error)} onRetry={() => request && act.mutate(request)} />}
      <Found deployments={deployments} />
    </Panel>
  )
}

function Found({ deployments }: { deployments: ActHeard['deployments'] }) {
  if (deployments.length === 0) return null
  return (
    <ul className="flex flex-col">
      {deployments.map((each) => (
        <li
          key={each.plan_id}
          className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t py-1.5 text-sm first:border-0"
        >
          <Link
            to={paths.deployment}
            params={{ id: each.plan_id }}
            className="wrap-anywhere font-medium hover:underline"
          >
            {each.name}
          </Link>
          <span className="text-muted">{each.env}</span>
          <StatusBadge deployment={each} />
          <span className="text-muted text-xs">{each.status_reason}</span>
          {each.cost?.estimated_usd_per_hour != null && (
            <span className="ml-auto tabular-nums">{usd(each.cost.estimated_usd_per_hour)} an hour</span>
          )}
        </li>
      ))}
    </ul>
  )
}

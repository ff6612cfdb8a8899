import { Link } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import { paths } from '@/paths'
import { useActions } from '@/ui/actions'
import { Button } from '@/ui/button'
import { Hint } from '@/ui/hint'
import { PageHeader } from '@/ui/page-header'
import { offered } from '../actions'
import { ActionsMenu } from '../actions-menu'
import { Promote } from '../rollouts/promote'
import { StatusBadge } from '../status-badge'
import type { Detail, Row, Verb } from '../types'

/** What stands as buttons; the menu has everything. */
const BUTTONS: readonly Verb[] = ['confirm', 'decide', 'pause', 'restart', 'scale', 'update']

type Props = { detail: Detail; onChoose: (row: Row, verb: Verb) => void }

export function DeploymentHeader({ detail, onChoose }: Props) {
  const actions = offered(detail)
  useActions(
    detail.name,
    actions.map(({ verb, label, icon, refusal }) => ({
      id: verb,
      label: `${label.replace('…', '')} ${detail.name}`,
      icon,
      refusal,
      run: () => onChoose(detail, verb),
    })),
  )
  return (
    <div className="flex flex-col gap-1.5">
      <nav aria-label="Where this is" className="flex items-center gap-1 text-muted text-sm">
        <Link to={paths.deployments} className="rounded hover:text-text hover:underline">
          Deployments
        </Link>
        <ChevronRight aria-hidden className="size-3.5" />
        <span>{detail.env}</span>
      </nav>
      <PageHeader
        title={detail.artifact.endpoint_name || detail.name}
        marks={<StatusBadge deployment={detail} />}
        description={<Where detail={detail} />}
        actions={
          <>
            {actions
              .filter(({ verb, refusal }) => BUTTONS.includes(verb) && refusal === null)
              .map(({ verb, label, icon: Icon, needsApproval }) => (
                <Button
                  key={verb}
                  variant={verb === 'decide' || verb === 'confirm' ? 'primary' : 'outline'}
                  title={needsApproval ? 'Another person must approve it' : undefined}
                  onClick={() => onChoose(detail, verb)}
                >
                  <Icon aria-hidden />
                  {label}
                </Button>
              ))}
            <Promote detail={detail} />
            <ActionsMenu row={detail} onChoose={onChoose} withDetails={false} />
          </>
        }
      />
    </div>
  )
}

function Where({ detail }: { detail: Detail }) {
  const { env, host, agent, artifact, intent, requested_by, status_reason } = detail
  const runs = agent
    ? `${agent.slug}, version ${agent.version}`
    : `${artifact.model_name} on ${artifact.instance_count} × ${artifact.instance_type}`
  return (
    <span className="flex flex-col">
      <span>
        {runs} in {env} on host {host}, asked for by <bdi>{requested_by.name}</bdi>:{' '}
        <q>
          <bdi>{intent}</bdi>
        </q>
      </span>
      {status_reason && (
        <Hint words="Why it stands where it stands">
          <span className="w-fit">{status_reason}</span>
        </Hint>
      )}
    </span>
  )
}

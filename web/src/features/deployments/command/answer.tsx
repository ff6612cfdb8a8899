import { Link } from '@tanstack/react-router'
import { Pencil } from 'lucide-react'
import { useRef, useState } from 'react'
import { asProblem } from '@/api/problem'
import { paths } from '@/paths'
import { Button } from '@/ui/button'
import { Moment } from '@/ui/moment'
import { Notice } from '@/ui/notice'
import { useDeployment } from '../queries'
import { StatusBadge } from '../status-badge'
import { Folds } from './folds'
import { Panel } from './panel'
import { Refusal } from './refusal'
import { type CommandAnswer, newKey, useConfirm, useDrop } from './use-command'

type Result = CommandAnswer['result']
type Props = { result: Result; onEdit: () => void; onClose: () => void }

/** What became of a command: a plan to confirm or drop, or a deployment with its state as it moves on. */
export function Answer({ result: made, onEdit, onClose }: Props) {
  const confirm = useConfirm()
  const drop = useDrop()
  const edit = useRef<HTMLButtonElement>(null)
  const [key] = useState(newKey)
  const result = confirm.data?.result ?? made
  const dropped = drop.isPending || drop.isSuccess
  const deployment = useDeployment(result.plan_id, !dropped) ?? result.deployment
  const planned = deployment.status === 'planned'
  const error = confirm.error ?? drop.error
  return (
    <Panel
      onClose={onClose}
      actions={
        <>
          {planned && (
            <>
              <Button
                variant="primary"
                size="small"
                busy={confirm.isPending}
                disabled={drop.isPending}
                onClick={() =>
                  confirm.mutate(
                    { planId: result.plan_id, idempotencyKey: key },
                    // The button that was pressed is gone then, and the focus must not be.
                    { onSuccess: () => edit.current?.focus() },
                  )
                }
              >
                {result.requires_approval ? 'Confirm and ask for approval' : 'Confirm'}
              </Button>
              <Button
                size="small"
                busy={drop.isPending}
                disabled={confirm.isPending}
                onClick={() => drop.mutate(result.plan_id, { onSuccess: onClose })}
              >
                Drop
              </Button>
            </>
          )}
          <Button ref={edit} variant="ghost" size="small" onClick={onEdit}>
            <Pencil aria-hidden />
            Edit
          </Button>
        </>
      }
    >
      <Outcome result={result} deployment={deployment} />
      {error && <Refusal problem={asProblem(error)} onRetry={null} />}
      {result.not_understood.length > 0 && (
        <Notice
          tone="warn"
          title={`Not understood, and left out: ${result.not_understood.map(brief).join(', ')}`}
        />
      )}
      <Folds result={result} deployment={deployment} />
    </Panel>
  )
}

type OutcomeProps = { result: Result; deployment: Result['deployment'] }

function Outcome({ result, deployment }: OutcomeProps) {
  const waits = deployment.status === 'pending_approval'
  const tone = TONES[deployment.status] ?? 'ok'
  return (
    <Notice
      tone={tone}
      title={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Link
            to={paths.deployment}
            params={{ id: result.plan_id }}
            className="wrap-anywhere underline underline-offset-2"
          >
            {deployment.artifact.endpoint_name}
          </Link>
          <StatusBadge deployment={deployment} />
        </span>
      }
    >
      {deployment.status === 'planned' ? (
        <>
          Nothing is carried out until you confirm it
          {result.expires_at && (
            <>
              ; the plan was made <Moment at={deployment.created_at} /> and is good for a day
            </>
          )}
          .
        </>
      ) : waits ? (
        'It waits for an approval by another person.'
      ) : (
        deployment.status_reason
      )}
    </Notice>
  )
}

const TONES: Partial<Record<Result['status'], 'info' | 'warn' | 'bad'>> = {
  planned: 'info',
  pending_approval: 'warn',
  failed: 'bad',
  rejected: 'bad',
}

function brief(words: string): string {
  return words.length > 60 ? `${words.slice(0, 60)}…` : words
}

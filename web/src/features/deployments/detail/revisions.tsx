import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Undo2 } from 'lucide-react'
import { useState } from 'react'
import { listRevisionsOptions, rollBackDeploymentMutation } from '@/api/gen/@tanstack/react-query.gen'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { FieldDiff } from '@/ui/field-diff'
import { Moment } from '@/ui/moment'
import { Skeleton } from '@/ui/skeleton'
import { DEPLOYMENT_STATES } from '@/ui/states'
import { offered } from '../actions'
import { tellChange } from '../change-told'
import { refetchDeployments } from '../queries'
import type { Detail, Difference, Revision } from '../types'

const CHANGES: Record<Revision['change'], string> = {
  deploy: 'Deployed',
  restart: 'Restarted',
  scale: 'Scaled',
  update: 'Updated',
  roll_back: 'Rolled back',
}
const FIELDS: Record<string, string> = {
  agent_version: 'Agent version',
  budget_usd_per_hour: 'Budget, $ an hour',
  endpoint_name: 'Endpoint',
  estimated_usd_per_hour: 'Estimated cost, $ an hour',
  instance_count: 'Instances',
  instance_type: 'Instance',
  max_model_len: 'Context, tokens',
  model_name: 'Model',
  rollback_alarms: 'Rollback alarms',
  tensor_parallel: 'GPUs side by side',
}
const SERVES = { ...DEPLOYMENT_STATES.deployed, word: 'Serves' }
const MOST = 200

/** What was rolled out, newest first, with what each changed; any but the newest can be brought back. */
export function Revisions({ detail }: { detail: Detail }) {
  const [asked, setAsked] = useState<Revision | null>(null)
  const path = { plan_id: detail.plan_id }
  const revisions = useQuery({
    ...listRevisionsOptions({ path, query: { limit: MOST } }),
    placeholderData: { items: detail.revisions, next: null },
  })
  const rollBack = offered(detail).find(({ verb }) => verb === 'roll_back')
  const items = revisions.data?.items
  if (revisions.isError)
    return (
      <Failure
        what="The revisions could not be loaded"
        error={revisions.error}
        onRetry={() => void revisions.refetch()}
      />
    )
  if (!items) return <Skeleton className="h-24 w-full" />
  if (items.length === 0)
    return (
      <EmptyState title="Nothing was rolled out yet">A revision is written when a rollout begins.</EmptyState>
    )
  return (
    <>
      {rollBack?.refusal && items.length > 1 && (
        <p className="text-muted text-sm">Rolling back is not possible now: {rollBack.refusal}</p>
      )}
      <ol aria-label="Revisions, newest first" className="flex flex-col gap-3">
        {items.map((revision) => (
          <li key={revision.number}>
            <One
              revision={revision}
              onRollBack={
                revision.number !== detail.serving_revision && rollBack?.refusal === null
                  ? () => setAsked(revision)
                  : null
              }
            />
          </li>
        ))}
      </ol>
      {asked && <RollBackDialog detail={detail} revision={asked} onClose={() => setAsked(null)} />}
    </>
  )
}

function One({ revision, onRollBack }: { revision: Revision; onRollBack: (() => void) | null }) {
  const { number, change, created_by, created_at, serving, differences } = revision
  return (
    <Card
      title={
        <span className="flex items-center gap-2">
          Revision {number}
          {serving && <Badge {...SERVES} />}
        </span>
      }
      aside={
        onRollBack && (
          <Button size="small" aria-label={`Roll back to this, revision ${number}`} onClick={onRollBack}>
            <Undo2 aria-hidden />
            Roll back to this
          </Button>
        )
      }
    >
      <p className="mb-2 text-muted text-sm">
        {CHANGES[change]} by <bdi>{created_by.name}</bdi> <Moment at={created_at} />
      </p>
      <Differences differences={differences} first={number === 1} label={`What revision ${number} changed`} />
    </Card>
  )
}

type DifferencesProps = { differences: readonly Difference[]; first: boolean; label: string }

function Differences({ differences, first, label }: DifferencesProps) {
  if (first) return <p className="text-sm">The first: its plan stands under Plan.</p>
  if (differences.length === 0) return <p className="text-sm">The same as the one before.</p>
  const changes = differences.map(({ field, before, after }) => ({
    path: field,
    name: FIELDS[field] ?? field.replaceAll('_', ' '),
    before,
    after,
  }))
  return <FieldDiff changes={changes} label={label} />
}

type DialogProps = { detail: Detail; revision: Revision; onClose: () => void }

function RollBackDialog({ detail, revision, onClose }: DialogProps) {
  const queries = useQueryClient()
  const { plan_id, name } = detail
  const rollBack = useMutation({
    ...rollBackDeploymentMutation(),
    onSuccess: async (answer) => {
      tellChange(answer)
      onClose()
      await refetchDeployments(queries, plan_id)
    },
  })
  const needsApproval = detail.may.some(
    ({ action, needs_approval }) => action === 'roll_back' && needs_approval,
  )
  return (
    <ConfirmDialog
      title={`Roll ${name} back to revision ${revision.number}?`}
      verb={needsApproval ? 'Ask for approval' : 'Roll back'}
      busy={rollBack.isPending}
      error={rollBack.error}
      onConfirm={() => rollBack.mutate({ path: { plan_id }, body: { revision: revision.number } })}
      onClose={onClose}
    >
      <p>
        What revision {revision.number} was is rolled out once more, as revision {detail.revision + 1}. The
        guardrails are checked again; nothing is lost.
      </p>
    </ConfirmDialog>
  )
}

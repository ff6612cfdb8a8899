import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { scaleDeploymentMutation } from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { CloseButton, Dialog } from '@/ui/dialog'
import { Failure } from '@/ui/failure'
import { Field, Select } from '@/ui/form'
import { Notice } from '@/ui/notice'
import { usd } from '@/ui/usd'
import { tellChange } from './change-told'
import { GoneNotice, useGone } from './gone'
import { refetchDeployments } from './queries'
import type { Row } from './types'

const COUNTS = ['1', '2', '3', '4']

/** Another number of instances: what it would cost, and who has to agree. */
export function ScaleDialog({ row, onClose }: { row: Row; onClose: () => void }) {
  const { plan_id, name, env, artifact, cost, may } = row
  const now = artifact.instance_count
  const [count, setCount] = useState(String(now))
  const queries = useQueryClient()
  const gone = useGone(plan_id)
  const scale = useMutation({
    ...scaleDeploymentMutation(),
    onSuccess: async (answer) => {
      tellChange(answer)
      onClose()
      await refetchDeployments(queries, plan_id)
    },
  })
  const needsApproval = may.some(({ action, needs_approval }) => action === 'scale' && needs_approval)
  const each = cost?.estimated_usd_per_hour == null ? null : Number(cost.estimated_usd_per_hour) / now
  const same = Number(count) === now
  return (
    <Dialog
      title={`Scale ${name}`}
      description={`${artifact.instance_type ?? 'Instances'} in ${env}`}
      onClose={onClose}
      busy={scale.isPending}
      footer={
        <>
          <CloseButton />
          <Button
            variant="primary"
            busy={scale.isPending}
            disabled={same || gone}
            onClick={() => scale.mutate({ path: { plan_id }, body: { instance_count: Number(count) } })}
          >
            {needsApproval ? 'Ask for approval' : 'Scale'}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-sm">
        {gone && <GoneNotice name={name} />}
        <Field label="Instances" help={`It has ${now} now. The guardrails are checked again.`}>
          {(control) => (
            <Select
              {...control}
              className="w-28"
              value={count}
              onChange={(event) => setCount(event.target.value)}
              options={COUNTS.map((value) => ({ value, label: value }))}
            />
          )}
        </Field>
        {each !== null && (
          <p aria-live="polite" className="tabular-nums">
            About {usd(each * Number(count))} an hour{!same && `, ${usd(each * now)} now`}.
          </p>
        )}
        {needsApproval && (
          <Notice tone="info" title="Another person must approve this">
            What runs goes on running until then.
          </Notice>
        )}
        {scale.isError && <Failure what={`${name} was not scaled`} error={scale.error} />}
      </div>
    </Dialog>
  )
}

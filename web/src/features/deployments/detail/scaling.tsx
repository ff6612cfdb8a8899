import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ScalingAnswer } from '@/api/gen'
import {
  getScalingOptions,
  getScalingQueryKey,
  stopScalingMutation,
} from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Failure } from '@/ui/failure'
import { Skeleton } from '@/ui/skeleton'
import type { Detail } from '../types'
import { ScalingDialog } from './scaling-dialog'

const EVERY_MS = 10_000
const one = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 })

/** How a model is scaled by itself: its rule, what that wants now, and what it did last. */
export function ScalingCard({ detail }: { detail: Detail }) {
  const path = { plan_id: detail.plan_id }
  const [open, setOpen] = useState<'change' | 'stop'>()
  const queries = useQueryClient()
  const found = useQuery({ ...getScalingOptions({ path }), refetchInterval: EVERY_MS })
  const stop = useMutation({
    ...stopScalingMutation(),
    onSuccess: (answer) => {
      queries.setQueryData(getScalingQueryKey({ path }), answer)
      setOpen(undefined)
    },
  })
  const { data } = found
  if (found.isError) return <Failure what="The scaling could not be loaded" error={found.error} />
  if (!data) return <Skeleton className="h-20 w-full" />
  const buttons = !data.refusal && (
    <span className="flex gap-2">
      {data.rule && (
        <Button size="small" variant="ghost" onClick={() => setOpen('stop')}>
          Stop
        </Button>
      )}
      <Button size="small" variant="outline" onClick={() => setOpen('change')}>
        {data.rule ? 'Change' : 'Scale by itself'}
      </Button>
    </span>
  )
  return (
    <Card title="Scaling" aside={buttons}>
      <Standing data={data} />
      {open === 'change' && <ScalingDialog detail={detail} data={data} onClose={() => setOpen(undefined)} />}
      {open === 'stop' && (
        <ConfirmDialog
          title="Scale by itself no more?"
          verb="Stop"
          busy={stop.isPending}
          error={stop.error}
          onConfirm={() => stop.mutate({ path })}
          onClose={() => setOpen(undefined)}
        >
          What runs stays as it is, and is scaled by hand.
        </ConfirmDialog>
      )}
    </Card>
  )
}

function Standing({ data }: { data: ScalingAnswer }) {
  const { rule, words, wanted, why, instances, calls_at_once, asleep, said, set_by, refusal } = data
  if (!rule)
    return (
      <p className="text-muted text-sm">
        {refusal ?? 'It is scaled by hand. A rule can do it by the hour, and by the calls under way.'}
      </p>
    )
  return (
    <div className="flex flex-col gap-1 text-sm">
      <p>
        {words}; {rule.most} at most.
      </p>
      <p className="tabular-nums" aria-live="polite">
        {asleep ? 'It sleeps' : `${instances} now`}, {wanted} wanted: {why}.
        {calls_at_once !== null && ` ${one.format(calls_at_once)} calls under way in the last minute.`}
      </p>
      {said && <p className="text-muted">{said}</p>}
      <p className="text-muted text-xs">Set by {set_by?.name}</p>
    </div>
  )
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { BadgeCheck, CirclePause, CirclePlay, type LucideIcon, Undo2 } from 'lucide-react'
import { useState } from 'react'
import type { RolloutActAnswer, RolloutAnswer } from '@/api/gen'
import { actOnRolloutMutation } from '@/api/gen/@tanstack/react-query.gen'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Field } from '@/ui/form/field'
import { Input } from '@/ui/form/input'
import { Moment } from '@/ui/moment'
import { refetchDeployments, rolloutsOptions, useRefetchInterval } from '../queries'
import type { Detail } from '../types'
import { Gates } from './gates'
import { PAUSED, ROLLOUT_STATES, STRATEGIES } from './states'
import { Share, Steps } from './steps'

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'UTC' })

type Act = RolloutActAnswer['action']
type Wording = { label: string; icon: LucideIcon; asks: string; danger?: boolean }

const ACTS: Record<Act, Wording> = {
  pause: {
    label: 'Pause rollout',
    icon: CirclePause,
    asks: 'The calls stay shared as they are. The gates go on looking: a breach still rolls back.',
  },
  resume: {
    label: 'Resume rollout',
    icon: CirclePlay,
    asks: 'It bakes for as long as was left when it was paused.',
  },
  promote: {
    label: 'Promote now',
    icon: BadgeCheck,
    asks: 'The new revision answers every call at once, whatever the gates would have said.',
  },
  abort: {
    label: 'Abort',
    icon: Undo2,
    asks: 'Every call goes to the stable revision again, at once.',
    danger: true,
  },
}

/** The rollout that is under way: its steps, who answers what share, what the gates see, and what may be done. */
export function LiveRollout({ detail }: { detail: Detail }) {
  const refetchInterval = useRefetchInterval()
  const { data } = useQuery({ ...rolloutsOptions(detail.plan_id), refetchInterval })
  const rollout = data?.items[0]
  if (!rollout?.live || rollout.strategy === 'host') return null
  return <Live detail={detail} rollout={rollout} />
}

function Live({ detail, rollout }: { detail: Detail; rollout: RolloutAnswer }) {
  const [asked, setAsked] = useState<Act | null>(null)
  const { state, stable, revision, share, measured, strategy, paused_at } = rollout
  return (
    <Card
      title={`Rolling out revision ${revision}`}
      aside={
        <span aria-live="polite">
          <Badge {...(paused_at ? PAUSED : ROLLOUT_STATES[state])} />
        </span>
      }
    >
      <div className="flex flex-col gap-3">
        <p className="text-sm">
          {STRATEGIES[strategy]}, begun by <bdi>{rollout.started_by.name}</bdi>{' '}
          <Moment at={rollout.started_at} />. <bdi className="wrap-anywhere">{rollout.reason}</bdi>{' '}
          <Baking rollout={rollout} />
        </p>
        {rollout.steps.length > 1 && <Steps rollout={rollout} />}
        {stable !== null && <Share share={share} revision={revision} stable={stable} />}
        {measured && stable !== null && <Gates measured={measured} revision={revision} stable={stable} />}
        <Buttons rollout={rollout} onChoose={setAsked} />
      </div>
      {asked && <ActDialog detail={detail} rollout={rollout} act={asked} onClose={() => setAsked(null)} />}
    </Card>
  )
}

function Baking({ rollout: { bake_ends_at, paused_at } }: { rollout: RolloutAnswer }) {
  if (bake_ends_at === null || paused_at !== null) return null
  return <>The step ends at {clock.format(new Date(bake_ends_at))} UTC if the gates let it.</>
}

type ButtonsProps = { rollout: RolloutAnswer; onChoose: (act: Act) => void }

function Buttons({ rollout, onChoose }: ButtonsProps) {
  const open = rollout.may.filter(({ allowed }) => allowed)
  if (open.length === 0) return null
  return (
    <div className="flex flex-wrap gap-2">
      {open.map(({ action }) => {
        const { label, icon: Icon } = ACTS[action]
        return (
          <Button key={action} size="small" variant="outline" onClick={() => onChoose(action)}>
            <Icon aria-hidden />
            {label}
          </Button>
        )
      })}
    </div>
  )
}

type DialogProps = { detail: Detail; rollout: RolloutAnswer; act: Act; onClose: () => void }

function ActDialog({ detail, rollout, act, onClose }: DialogProps) {
  const [reason, setReason] = useState('')
  const queries = useQueryClient()
  const change = useMutation({
    ...actOnRolloutMutation(),
    onSuccess: async () => {
      onClose()
      await refetchDeployments(queries, detail.plan_id)
    },
  })
  const { label, asks, danger } = ACTS[act]
  const { rollout_id } = rollout
  return (
    <ConfirmDialog
      title={`${label}: revision ${rollout.revision} of ${detail.name}?`}
      verb={label}
      danger={danger ?? false}
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ path: { rollout_id }, body: { action: act, reason } })}
      onClose={onClose}
    >
      <p>{asks}</p>
      <Field label="Reason, for the record" optional>
        {(control) => (
          <Input
            {...control}
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
    </ConfirmDialog>
  )
}

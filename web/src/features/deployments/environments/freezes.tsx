import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { EnvironmentList, FreezeAnswer } from '@/api/gen'
import { liftFreezeMutation, listEnvironmentsQueryKey } from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { ConfirmDialog } from '@/ui/confirm-dialog'

const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' })

/** The freezes that are or will be. */
export function Freezes({ data: { freezes, may_write } }: { data: EnvironmentList }) {
  const [asked, setAsked] = useState<FreezeAnswer | null>(null)
  return (
    <Card title="Freezes">
      {freezes.length === 0 ? (
        <p className="text-muted text-sm">
          None. While an environment is frozen nothing changes there; pausing and rolling back stay open.
        </p>
      ) : (
        <ul className="flex flex-col">
          {freezes.map((freeze) => (
            <li
              key={freeze.freeze_id}
              className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b py-2 text-sm last:border-0"
            >
              <strong className="font-medium">{freeze.environment}</strong>
              <span className="tabular-nums">
                {moment.format(new Date(freeze.starts_at))} – {moment.format(new Date(freeze.ends_at))} UTC
              </span>
              <bdi className="wrap-anywhere min-w-0 flex-1">{freeze.reason}</bdi>
              <span className="text-muted text-xs">
                {freeze.may_override.length > 0
                  ? `May override: ${freeze.may_override.join(', ')}`
                  : 'Nobody may override it'}
              </span>
              {may_write && (
                <Button size="small" onClick={() => setAsked(freeze)}>
                  Lift
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {asked && <LiftDialog freeze={asked} onClose={() => setAsked(null)} />}
    </Card>
  )
}

function LiftDialog({ freeze, onClose }: { freeze: FreezeAnswer; onClose: () => void }) {
  const queries = useQueryClient()
  const lift = useMutation({
    ...liftFreezeMutation(),
    onSuccess: async () => {
      onClose()
      await queries.invalidateQueries({ queryKey: listEnvironmentsQueryKey() })
    },
  })
  return (
    <ConfirmDialog
      title={`Lift the freeze of ${freeze.environment}?`}
      verb="Lift"
      busy={lift.isPending}
      error={lift.error}
      onConfirm={() => lift.mutate({ path: { freeze_id: freeze.freeze_id } })}
      onClose={onClose}
    >
      <p>Changes are open again from now on.</p>
    </ConfirmDialog>
  )
}

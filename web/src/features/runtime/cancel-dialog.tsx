import { useState } from 'react'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Field, Textarea } from '@/ui/form'
import { useCancel } from './queries'
import type { Detail } from './types'

/** Asks before a run is given up, and why. */
export function CancelDialog({ run, onClose }: { run: Detail; onClose: () => void }) {
  const [reason, setReason] = useState('')
  const cancel = useCancel(run.id)
  const open = run.uses.filter(({ state }) => state === 'asked' || state === 'approved')
  return (
    <ConfirmDialog
      title={`Cancel the run of ${run.agent}?`}
      verb="Cancel the run"
      keep="Let it wait"
      danger
      busy={cancel.isPending}
      error={cancel.error}
      onConfirm={() => cancel.mutate(reason.trim(), { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>
        {open.map(({ tool }) => tool).join(', ') || 'What it waits for'} will not be used, the approval is
        withdrawn, and there will be no answer. This cannot be undone.
      </p>
      <Field label="Reason" optional help="Whoever asked reads it; it stands in the audit log.">
        {(control) => (
          <Textarea
            {...control}
            rows={2}
            maxLength={2000}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
        )}
      </Field>
    </ConfirmDialog>
  )
}

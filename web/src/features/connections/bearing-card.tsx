import { useState } from 'react'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { LABELS } from './bearing'
import { BearingDialog } from './bearing-dialog'
import { isToolbox, type Provider, type Toolbox } from './types'

/** What a connection is to bear, and who stands in for a provider. */
export function BearingCard({ connection, mayWrite }: { connection: Provider | Toolbox; mayWrite: boolean }) {
  const [open, setOpen] = useState(false)
  const { resilience } = connection
  return (
    <Card
      title="What it bears"
      aside={
        mayWrite && (
          <Button size="small" onClick={() => setOpen(true)}>
            Change
          </Button>
        )
      }
    >
      <dl className="grid grid-cols-1 gap-x-6 gap-y-1 text-sm sm:grid-cols-2">
        {LABELS.map(({ name, label, unit }) => (
          <div key={name} className="flex items-baseline justify-between gap-2 py-0.5">
            <dt className="text-muted">{label}</dt>
            <dd className="tabular-nums">
              {resilience[name]}
              {unit && ` ${unit}`}
            </dd>
          </div>
        ))}
      </dl>
      {!isToolbox(connection) && (
        <p className="wrap-anywhere mt-3 text-sm">
          <span className="text-muted">When it does not answer: </span>
          {connection.fallbacks.length > 0
            ? connection.fallbacks.join(', then ')
            : 'no other model is asked.'}
        </p>
      )}
      {open && <BearingDialog connection={connection} onClose={() => setOpen(false)} />}
    </Card>
  )
}

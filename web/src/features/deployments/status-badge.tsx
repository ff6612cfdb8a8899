import { FlaskConical } from 'lucide-react'
import { Badge } from '@/ui/badge'
import { cn } from '@/ui/cn'
import { DEPLOYMENT_STATES } from '@/ui/states'
import type { Deployment } from './types'

type Props = {
  deployment: Pick<Deployment, 'status' | 'dry_run'>
  /** One mark below the other, where width is dear. */
  stacked?: boolean
}

/** The state of a deployment, and whether it is a dry run. */
export function StatusBadge({ deployment, stacked = false }: Props) {
  return (
    <span className={cn('flex items-center gap-1.5', stacked && 'flex-col items-start gap-0.5')}>
      <Badge {...DEPLOYMENT_STATES[deployment.status]} />
      {deployment.dry_run && (
        <span
          className="inline-flex h-5 items-center gap-1 whitespace-nowrap rounded-full border border-edge/60 px-1.5 text-muted text-xs"
          title="Nothing was created at the cloud provider"
        >
          <FlaskConical aria-hidden className="size-3" />
          Dry run
        </span>
      )}
    </span>
  )
}

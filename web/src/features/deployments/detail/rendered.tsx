import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { getRenderedPlanOptions } from '@/api/gen/@tanstack/react-query.gen'
import { Failure } from '@/ui/failure'
import { Skeleton } from '@/ui/skeleton'
import { Calls } from '../calls'
import type { Detail } from '../types'

/** What the plan is for its host, such as a cluster's manifests; asked for when somebody looks. */
export function Rendered({ detail }: { detail: Detail }) {
  const [open, setOpen] = useState(false)
  const path = { plan_id: detail.plan_id }
  const { data, error, isFetching, refetch } = useQuery({
    ...getRenderedPlanOptions({ path }),
    enabled: open,
  })
  return (
    <details className="mt-4 border-t pt-3" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer font-medium text-sm">
        {detail.dry_run ? 'What the host would be sent' : 'What the host is sent'}
      </summary>
      <div className="mt-2">
        {data && <Calls calls={data.items} />}
        {!data && error && (
          <Failure
            what="What the host is sent could not be shown"
            error={error}
            busy={isFetching}
            onRetry={() => void refetch()}
          />
        )}
        {!data && !error && open && <Skeleton className="h-16" />}
      </div>
    </details>
  )
}

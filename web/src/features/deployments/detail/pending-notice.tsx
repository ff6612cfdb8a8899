import { Link } from '@tanstack/react-router'
import type { PendingChange } from '@/api/gen'
import { paths } from '@/paths'
import { Moment } from '@/ui/moment'
import { Notice } from '@/ui/notice'

/** A change that waits for a person while what runs goes on running. */
export function PendingNotice({ change }: { change: PendingChange }) {
  return (
    <Notice
      tone="info"
      title={`A change waits for approval: ${change.title}`}
      action={
        <Link
          to={paths.approval}
          params={{ id: change.approval_id }}
          className="shrink-0 font-medium text-accent underline-offset-2 hover:underline"
        >
          Look at it
        </Link>
      }
    >
      Asked for by <bdi>{change.requested_by.name}</bdi> <Moment at={change.created_at} />. What runs goes on
      running until another person has approved it.
    </Notice>
  )
}

import { Link } from '@tanstack/react-router'
import { paths } from '@/paths'
import { EmptyState } from '@/ui/empty-state'
import { PageHeader } from '@/ui/page-header'

/** A deployment that is not there: never was, or no longer. */
export function Missing({ name }: { name: string | undefined }) {
  return (
    <>
      <PageHeader title={name ? `${name} was deleted` : 'There is no such deployment'} />
      <EmptyState
        title={name ? 'It left its host and the lists' : 'It may have been deleted, or the address is wrong'}
        action={
          <Link to={paths.deployments} className="text-accent text-sm underline-offset-2 hover:underline">
            Go to the deployments
          </Link>
        }
      >
        What it did stays in the audit log.
      </EmptyState>
    </>
  )
}

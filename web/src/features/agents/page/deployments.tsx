import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Rocket } from 'lucide-react'
import type { ReactNode } from 'react'
import type { DeploymentRow } from '@/api/gen'
import { listDeploymentsOptions } from '@/api/gen/@tanstack/react-query.gen'
import { paths } from '@/paths'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { Moment } from '@/ui/moment'
import { type Column, DataTable } from '@/ui/table'

type Props = {
  slug: string
  /** How the state of a deployment is shown. */
  status: (row: DeploymentRow) => ReactNode
  action: ReactNode
}

/** Where the agent runs: its deployments have its name. */
export function Deployments({ slug, status, action }: Props) {
  const found = useQuery(listDeploymentsOptions({ query: { kind: 'agent', name: slug, limit: 100 } }))
  const columns: readonly Column<DeploymentRow>[] = [
    {
      id: 'environment',
      header: 'Environment',
      cell: ({ plan_id: id, env }) => (
        <Link
          to={paths.deployment}
          params={{ id }}
          className="font-medium underline-offset-2 hover:underline"
        >
          {env}
        </Link>
      ),
    },
    { id: 'status', header: 'Status', cell: status },
    {
      id: 'by',
      header: 'Asked for by',
      cell: ({ requested_by }) => requested_by.name,
      className: 'max-sm:hidden',
    },
    { id: 'calls', header: 'Calls today', align: 'end', cell: ({ calls_today }) => calls_today },
    {
      id: 'changed',
      header: 'Changed',
      cell: ({ updated_at }) => <Moment at={updated_at} />,
      className: 'whitespace-nowrap max-sm:hidden',
    },
  ]
  if (found.isError) {
    return (
      <Failure
        what="The deployments could not be loaded"
        error={found.error}
        onRetry={() => void found.refetch()}
      />
    )
  }
  return (
    <DataTable
      label={`Deployments of ${slug}`}
      columns={columns}
      rows={found.data?.deployments}
      rowId={({ plan_id }) => plan_id}
      rowName={({ name, env }) => `${name} in ${env}`}
      busy={found.isFetching}
      empty={
        <EmptyState
          icon={Rocket}
          title={`${slug} is not deployed`}
          command={`remit agents deploy ${slug} --env staging`}
          action={action}
        >
          A deployment answers calls and chats with a key of its own.
        </EmptyState>
      }
    />
  )
}

import { Link } from '@tanstack/react-router'
import { AgentsList, NewAgentLink } from '@/features/agents'
import { useSession } from '@/features/tenancy'
import { paths } from '@/paths'
import { PageHeader } from '@/ui/page-header'

export function Page() {
  const { may } = useSession()
  return (
    <>
      <PageHeader
        title="Agents"
        actions={
          <>
            <Link
              to={paths.building}
              className="inline-flex h-8 items-center rounded-md border px-3 font-medium text-sm hover:bg-raised"
            >
              Figures
            </Link>
            {may.includes('agent.write') && <NewAgentLink />}
          </>
        }
      />
      <AgentsList />
    </>
  )
}

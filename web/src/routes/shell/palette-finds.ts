import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Bot, type LucideIcon, Rocket } from 'lucide-react'
import { useDeferredValue } from 'react'
import { listAgentsOptions, listDeploymentsOptions } from '@/api/gen/@tanstack/react-query.gen'
import { paths } from '@/paths'

type Find = { id: string; label: string; detail: string; icon: LucideIcon; open: () => void }

const MOST = 6

/** What the server finds by a name: deployments and agents. */
export function usePaletteFinds(text: string): { finds: { name: string; items: Find[] }[]; busy: boolean } {
  const q = useDeferredValue(text.trim())
  const navigate = useNavigate()
  const how = { enabled: q.length > 1, placeholderData: keepPreviousData }
  const deployments = useQuery({ ...listDeploymentsOptions({ query: { q, limit: MOST } }), ...how })
  const agents = useQuery({ ...listAgentsOptions({ query: { q, limit: MOST } }), ...how })
  if (!how.enabled) return { finds: [], busy: false }
  const finds = [
    {
      name: 'Deployments',
      items: (deployments.data?.deployments ?? []).map((each) => ({
        id: each.plan_id,
        label: each.name,
        detail: `${each.env}, ${each.status}`,
        icon: Rocket,
        open: () => void navigate({ to: paths.deployment, params: { id: each.plan_id } }),
      })),
    },
    {
      name: 'Agents',
      items: (agents.data?.items ?? []).map((each) => ({
        id: each.id,
        label: each.slug,
        detail: each.status,
        icon: Bot,
        open: () => void navigate({ to: paths.agent, params: { slug: each.slug } }),
      })),
    },
  ]
  return {
    finds: finds.filter(({ items }) => items.length > 0),
    busy: deployments.isFetching || agents.isFetching,
  }
}

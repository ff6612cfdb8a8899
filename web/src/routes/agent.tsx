import { useParams } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { AgentPage } from '@/features/agents'
import { StatusBadge } from '@/features/deployments'
import { paths } from '@/paths'
import { Skeleton } from '@/ui/skeleton'

const AuditTrail = lazy(() => import('@/features/audit').then(({ AuditTrail }) => ({ default: AuditTrail })))
const RunsTab = lazy(() => import('@/features/evaluations').then(({ RunsTab }) => ({ default: RunsTab })))
const TestChat = lazy(() => import('@/features/chat').then(({ TestChat }) => ({ default: TestChat })))

export function Page() {
  const { slug } = useParams({ from: `/signed-in${paths.agent}` })
  return (
    <AgentPage
      slug={slug}
      slots={{
        status: (deployment) => <StatusBadge deployment={deployment} />,
        audit: (subject) => (
          <Suspense fallback={<Skeleton className="h-64" />}>
            <AuditTrail subject={subject} />
          </Suspense>
        ),
        evaluations: (of) => (
          <Suspense fallback={<Skeleton className="h-64" />}>
            <RunsTab of={of} />
          </Suspense>
        ),
        test: (agentSlug, version) => (
          <Suspense fallback={<Skeleton className="h-96" />}>
            <TestChat agentSlug={agentSlug} version={version} />
          </Suspense>
        ),
      }}
    />
  )
}

import { Link } from '@tanstack/react-router'
import { paths } from '@/paths'
import { Failure } from '@/ui/failure'
import { PageHeader } from '@/ui/page-header'
import { Skeleton } from '@/ui/skeleton'
import { BearingCard } from './bearing-card'
import { HealthCard } from './health-card'
import { KIND_NAMES } from './kinds'
import { ModelsCard } from './models-card'
import { useProvider } from './queries'

/** One provider: how it does, what it bears, who stands in for it, and what its models cost. */
export function ProviderPage({ id, mayWrite }: { id: string; mayWrite: boolean }) {
  const { data, error, refetch } = useProvider(id)
  return (
    <div className="flex flex-col gap-4">
      <Link to={paths.settingsProviders} className="text-muted text-sm hover:underline">
        Model providers
      </Link>
      <PageHeader
        title={data?.name ?? 'Model provider'}
        description={data && `${KIND_NAMES[data.kind]}, in agent files ${data.slug}:model`}
      />
      {error && <Failure what="The provider could not be loaded" error={error} onRetry={refetch} />}
      {!data && !error && <Skeleton className="h-40" />}
      {data && (
        <>
          <HealthCard id={id} />
          <BearingCard connection={data} mayWrite={mayWrite} />
          <ModelsCard provider={data} mayWrite={mayWrite} />
        </>
      )}
    </div>
  )
}

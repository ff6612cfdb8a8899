import { Link } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { paths } from '@/paths'
import { Moment } from '@/ui/moment'
import { PageHeader } from '@/ui/page-header'
import { StatusBadge } from '../status-badge'
import type { Detail } from '../types'
import { DetailTabs } from './tabs'

/** A deployment that was deleted: by whom and when, and what it was. */
export function Deleted({ detail, audit }: { detail: Detail; audit: ReactNode }) {
  const { name, env, timeline, artifact } = detail
  // What its host was told afterwards stands on the timeline too.
  const end = timeline.find(
    ({ from_status, to_status }) => to_status === 'deleted' && from_status !== to_status,
  )
  return (
    <>
      <div className="flex flex-col gap-1.5">
        <nav aria-label="Where this is" className="flex items-center gap-1 text-muted text-sm">
          <Link to={paths.deployments} className="rounded hover:text-text hover:underline">
            Deployments
          </Link>
          <ChevronRight aria-hidden className="size-3.5" />
          <span>{env}</span>
        </nav>
        <PageHeader
          title={`${artifact.endpoint_name || name} was deleted`}
          marks={<StatusBadge deployment={detail} />}
          description={
            end && (
              <>
                Deleted by <bdi>{end.actor.name}</bdi> <Moment at={end.created_at} />, at revision{' '}
                {detail.revision}. It left its host and the lists, and nothing brings it back; its history
                stays here.
              </>
            )
          }
        />
      </div>
      <DetailTabs detail={detail} audit={audit} onlyHistory />
    </>
  )
}

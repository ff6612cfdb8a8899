import type { ReactNode } from 'react'
import { CopyButton } from '@/ui/copy-button'
import { Moment } from '@/ui/moment'
import { usd } from '@/ui/usd'
import type { Detail } from '../types'

/** What runs, in a list of names and values. */
export function Facts({ detail }: { detail: Detail }) {
  const { artifact, agent, cost } = detail
  const facts: [string, ReactNode][] = [
    ['Id', <Copied key="id" text={detail.plan_id} />],
    ['Endpoint', artifact.endpoint_name],
    [detail.kind === 'agent' ? 'Agent' : 'Model', agent ? agent.slug : artifact.model_name],
    ['Version', agent && versions(agent)],
    ['Instances', artifact.instance_type && `${artifact.instance_count} × ${artifact.instance_type}`],
    ['Estimated cost', cost?.estimated_usd_per_hour != null && `${usd(cost.estimated_usd_per_hour)} an hour`],
    ['Budget', artifact.budget_usd_per_hour != null && `${usd(artifact.budget_usd_per_hour)} an hour`],
    ['Revision', revisions(detail)],
    ['Created', <Moment key="created" at={detail.created_at} />],
    ['Changed', <Moment key="changed" at={detail.updated_at} />],
  ]
  return (
    <dl className="grid grid-cols-1 gap-x-6 gap-y-1.5 text-sm sm:grid-cols-2 xl:grid-cols-3">
      {facts
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name} className="flex min-w-0 items-center gap-3">
            <dt className="w-28 shrink-0 text-muted">{name}</dt>
            <dd className="wrap-anywhere min-w-0 flex-1">{value}</dd>
          </div>
        ))}
    </dl>
  )
}

function Copied({ text }: { text: string }) {
  return (
    <span className="flex min-w-0 items-center gap-1">
      <code className="truncate font-mono text-xs" title={text}>
        {text}
      </code>
      <CopyButton text={text} label="the id" />
    </span>
  )
}

function versions({ version, active_version }: NonNullable<Detail['agent']>): string {
  if (active_version === null || active_version === version) return String(version)
  return `${version}; version ${active_version} is active`
}

function revisions({ revision, serving_revision }: Detail): string {
  if (serving_revision === null) return `${revision}; nothing serves`
  return serving_revision === revision ? String(revision) : `${revision}; ${serving_revision} serves`
}

import { ExternalLink } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { cn } from '@/ui/cn'
import { usd } from '@/ui/usd'
import { DocumentDialog, documentSlug } from './document-dialog'
import { Guardrails } from './guardrails'
import { Section } from './section'
import type { Deployment } from './types'

const LINK = 'font-medium text-accent underline-offset-2 hover:underline'

/** What is to be deployed, what it costs, which guardrails it passed, and on what evidence it rests. */
export function Plan({ deployment }: { deployment: Deployment }) {
  // Without a model the rationale is the words of a guardrail, which stand below.
  const said = deployment.checks.some(({ message }) => message === deployment.rationale)
  const rationale = said ? null : deployment.rationale
  return (
    <div className="flex flex-col gap-4">
      {rationale && <p className="text-muted text-sm">{rationale}</p>}
      <Facts deployment={deployment} />
      <Guardrails checks={deployment.checks} />
      <Sources evidence={deployment.evidence} />
    </div>
  )
}

/** What is to be deployed and what it costs. */
export function Facts({ deployment }: { deployment: Deployment }) {
  const { artifact, cost, env, host } = deployment
  const instances = artifact.instance_type && `${artifact.instance_type} × ${artifact.instance_count}`
  const facts: [string, ReactNode][] = [
    [deployment.kind === 'agent' ? 'Agent' : 'Model', artifact.model_name],
    ['Endpoint', artifact.endpoint_name],
    ['Environment', env],
    ['Host', host],
    ['Instance', instances],
    ['Estimated cost', hourly(cost?.estimated_usd_per_hour)],
    ['Peak cost', hourly(cost?.peak_usd_per_hour)],
    ['Budget', hourly(artifact.budget_usd_per_hour)],
    ['Price date', cost?.price_as_of],
    ['Rollback alarms', artifact.rollback_alarms.join(', ')],
  ]
  return (
    <dl className="grid grid-cols-1 gap-x-6 gap-y-1.5 text-sm sm:grid-cols-2">
      {facts
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name} className="flex min-w-0 gap-3">
            <dt className="w-28 shrink-0 text-muted">{name}</dt>
            <dd className="wrap-anywhere min-w-0">{value}</dd>
          </div>
        ))}
    </dl>
  )
}

function Sources({ evidence }: Pick<Deployment, 'evidence'>) {
  if (evidence.length === 0) return null
  return (
    <Section title="Evidence">
      <SourceList evidence={evidence} />
    </Section>
  )
}

/** The passages a plan rests on, with their sources. */
export function SourceList({ evidence }: Pick<Deployment, 'evidence'>) {
  return (
    <ul className="flex flex-col gap-2">
      {evidence.map(({ title, snippet, url, score }) => (
        <li key={`${url}${title}`}>
          <p className="flex items-baseline gap-2">
            <Source url={url}>{title}</Source>
            <span className="text-muted text-xs tabular-nums" title="How well it matches the command">
              {Number(score).toFixed(2)}
            </span>
          </p>
          <p className="line-clamp-2 text-muted">{snippet}</p>
        </li>
      ))}
    </ul>
  )
}

function Source({ url, children }: { url: string; children: string }) {
  const [reading, setReading] = useState(false)
  const slug = documentSlug(url)
  if (slug !== null) {
    return (
      <>
        <button
          type="button"
          className={cn(LINK, 'cursor-pointer rounded-sm text-left')}
          onClick={() => setReading(true)}
        >
          {children}
        </button>
        {reading && <DocumentDialog slug={slug} title={children} onClose={() => setReading(false)} />}
      </>
    )
  }
  // Evidence comes from documents anyone may have written: only addresses of the web become links.
  if (!/^https?:\/\/[^/]/.test(url)) return <span className="font-medium">{children}</span>
  return (
    <a href={url} target="_blank" rel="noreferrer" className={LINK}>
      {children}
      <ExternalLink aria-hidden className="ml-1 inline size-3" />
      <span className="sr-only"> (opens in a new tab)</span>
    </a>
  )
}

function hourly(amount: number | null | undefined): string | null {
  return amount === null || amount === undefined ? null : `${usd(amount)} an hour`
}

import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '@/ui/cn'
import { Diff } from '@/ui/diff'
import { FieldDiff } from '@/ui/field-diff'
import { usd } from '@/ui/usd'
import { ToolUse } from './tool-use'
import type { Detail } from './types'

export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold text-base">{title}</h3>
      {children}
    </section>
  )
}

/** Why the risk is what it is: each rule that bears on the change, with its points. */
export function RiskReasons({ risk }: { risk: Detail['risk'] }) {
  return (
    <Part title="Risk">
      <ul className="flex flex-col gap-1 text-sm">
        {risk.reasons.map(({ points, words }) => (
          <li key={words} className="flex gap-2">
            <span className="w-16 shrink-0 text-muted text-xs leading-5 tabular-nums">
              {points} {points === 1 ? 'point' : 'points'}
            </span>
            <span className="wrap-anywhere">{words}</span>
          </li>
        ))}
      </ul>
      <p className="text-muted text-xs">Two points make a medium risk, four a high one.</p>
    </Part>
  )
}

/** Exactly what would be different, field by field, and as text where there is one. */
export function Changes({ detail }: { detail: Detail }) {
  const { differences, more_differences: more, documents, new: isNew } = detail
  if (detail.tool) return <ToolUse tool={detail.tool} />
  return (
    <Part title={isNew ? 'What would be made' : 'What would change'}>
      {isNew ? <Made fields={differences} /> : <FieldDiff changes={differences} label="Fields that differ" />}
      {more && (
        <p className="text-muted text-sm">More fields differ than are shown; the text has them all.</p>
      )}
      {documents && (
        <details open={!isNew}>
          <summary className="cursor-pointer text-sm">
            {documents.before === null ? 'The document' : 'Both documents, line by line'}
          </summary>
          <div className="mt-2">
            <Diff before={documents.before ?? ''} after={documents.after} label="Lines that differ" />
          </div>
        </details>
      )}
    </Part>
  )
}

/** Something new has nothing before it: its fields stand alone. */
function Made({ fields }: { fields: Detail['differences'] }) {
  return (
    <dl className="divide-y rounded-md border text-sm">
      {fields.map(({ path, name, after }) => (
        <div key={path} className="grid gap-x-3 px-3 py-1.5 sm:grid-cols-[34%_minmax(0,1fr)]">
          <dt title={path} className="wrap-anywhere text-muted">
            {name}
          </dt>
          <dd className="wrap-anywhere whitespace-pre-wrap">
            {typeof after === 'string' ? after : JSON.stringify(after)}
          </dd>
        </div>
      ))}
    </dl>
  )
}

export function Cost({ detail }: { detail: Detail }) {
  const { cost, price } = detail
  if (!cost) return null
  const added = cost.change_usd_per_hour
  return (
    <Part title="Cost">
      <dl className="grid grid-cols-3 gap-3 text-sm">
        <Figure name="An hour" value={usd(cost.usd_per_hour)} />
        <Figure name="A month" value={usd(cost.usd_per_month)} help="730 hours" />
        <Figure
          name="Against now"
          value={`${added < 0 ? '−' : '+'}${usd(Math.abs(added))}`}
          help={`an hour, ${added < 0 ? '−' : '+'}${usd(Math.abs(cost.change_usd_per_month))} a month`}
        />
      </dl>
      {price?.price_as_of && (
        <p className="text-muted text-xs">
          Price of {price.price_as_of}
          {price.price_source && `, from ${price.price_source}`}
          {price.price_confidence && ` (${price.price_confidence})`}
        </p>
      )}
    </Part>
  )
}

function Figure({ name, value, help }: { name: string; value: string; help?: string }) {
  return (
    <div className="min-w-0">
      <dt className="text-muted text-xs">{name}</dt>
      <dd className="font-medium tabular-nums">{value}</dd>
      {help && <dd className="text-muted text-xs tabular-nums">{help}</dd>}
    </div>
  )
}

export function Checks({ checks }: { checks: Detail['checks'] }) {
  if (checks.length === 0) return null
  return (
    <Part title="Guardrails">
      <ul className="flex flex-col gap-1.5 text-sm">
        {checks.map(({ name, passed, message, severity }) => {
          const Icon = passed ? CircleCheck : severity === 'warning' ? TriangleAlert : CircleX
          const colour = passed ? 'text-ok' : severity === 'warning' ? 'text-warn' : 'text-bad'
          return (
            <li key={name} className="flex gap-2">
              <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', colour)} />
              <span className="wrap-anywhere min-w-0">
                <span className="sr-only">{passed ? 'Passed: ' : 'Not passed: '}</span>
                {message}
              </span>
            </li>
          )
        })}
      </ul>
    </Part>
  )
}

/** How a plan came about; of an agent what it does, on what it was tried, and how it was evaluated. */
export function Findings({ detail: { rationale, assumptions } }: { detail: Detail }) {
  if (!rationale && assumptions.length === 0) return null
  return (
    <Part title={rationale ? 'How the plan came about' : 'What it does, and how it was tried'}>
      {rationale && <p className="wrap-anywhere text-sm">{rationale}</p>}
      {assumptions.length > 0 && (
        <ul className={cn('list-disc pl-5 text-sm', rationale && 'text-muted')}>
          {assumptions.map((each) => (
            <li key={each} className="wrap-anywhere">
              {each}
            </li>
          ))}
        </ul>
      )}
    </Part>
  )
}

export function Evidence({ evidence }: { evidence: Detail['evidence'] }) {
  if (evidence.length === 0) return null
  return (
    <Part title="Evidence">
      <ul className="flex flex-col gap-2 text-sm">
        {evidence.map(({ title, snippet, url }) => (
          <li key={url + title} className="border-l-2 pl-3">
            <p className="wrap-anywhere font-medium">{title}</p>
            <p className="wrap-anywhere text-muted">{snippet}</p>
          </li>
        ))}
      </ul>
    </Part>
  )
}

/** The rest: who asked for a person, what was digested, and what was decided. */
export function Record({ detail }: { detail: Detail }) {
  return (
    <Part title="Policy and record">
      <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-3 gap-y-1 text-sm">
        <dt className="text-muted">Asked by policy</dt>
        <dd className="wrap-anywhere font-mono text-xs leading-5">{detail.policies.join(', ') || 'none'}</dd>
        <dt className="text-muted">Digest</dt>
        <dd className="wrap-anywhere font-mono text-xs leading-5">{detail.digest}</dd>
        <dt className="text-muted">Proposal</dt>
        <dd className="wrap-anywhere font-mono text-xs leading-5">{detail.id}</dd>
      </dl>
    </Part>
  )
}

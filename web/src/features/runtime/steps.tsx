import { Link } from '@tanstack/react-router'
import { CircleCheck, CircleX } from 'lucide-react'
import { paths } from '@/paths'
import { Card } from '@/ui/card'
import { cn } from '@/ui/cn'
import { Moment } from '@/ui/moment'
import { UseMark } from './marks'
import type { Detail, Step, Use } from './types'

/** What the run used, in order: each argument whole, who decided, and what came of it. */
export function Steps({ run }: { run: Detail }) {
  return (
    <section aria-labelledby="steps" className="flex flex-col gap-3">
      <h2 id="steps" className="font-semibold text-base">
        Steps
      </h2>
      <ol className="flex flex-col gap-3">
        {run.steps.map((step, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps have no other name than their place, and never move
          <li key={place}>
            <OneStep step={step} number={place + 1} />
          </li>
        ))}
      </ol>
      {run.status === 'running' && (
        <p role="status" className="text-muted text-sm">
          The agent goes on with its answer.
        </p>
      )}
    </section>
  )
}

function OneStep({ step, number }: { step: Step; number: number }) {
  const { use } = step
  return (
    <Card
      title={
        <>
          {number}. <code className="font-mono text-sm">{step.tool}</code>
        </>
      }
      aside={<UseMark step={step} />}
    >
      <div className="flex flex-col gap-3 text-sm">
        {step.arguments === null ? (
          <p className="text-muted">What it was used with is shown to whoever asked.</p>
        ) : (
          <Arguments given={step.arguments} />
        )}
        {use?.approval_id && <Asked use={use} approval={use.approval_id} />}
        {step.decisions.map((made) => (
          <Decision key={made.at} made={made} />
        ))}
        {step.result !== null && (
          <details>
            <summary className="cursor-pointer">What came of it</summary>
            <p
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
              tabIndex={0}
              className="wrap-anywhere mt-1 max-h-96 overflow-auto whitespace-pre-wrap rounded-md bg-raised/40 p-2"
            >
              {step.result}
            </p>
          </details>
        )}
        {use && <Digests use={use} />}
      </div>
    </Card>
  )
}

function Arguments({ given }: { given: Record<string, unknown> }) {
  const entries = Object.entries(given)
  if (entries.length === 0) return <p className="text-muted">No arguments.</p>
  return (
    <dl aria-label="Arguments" className="divide-y rounded-md border">
      {entries.map(([name, value]) => (
        <div key={name} className="grid gap-x-3 px-3 py-1.5 sm:grid-cols-[34%_minmax(0,1fr)]">
          <dt className="wrap-anywhere font-mono text-muted text-xs leading-5">{name}</dt>
          <dd
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
            tabIndex={0}
            className="wrap-anywhere max-h-96 overflow-auto whitespace-pre-wrap"
          >
            {typeof value === 'string' ? value : JSON.stringify(value, null, 2)}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Asked({ use, approval }: { use: Use; approval: string }) {
  return (
    <p className="wrap-anywhere">
      {use.state === 'asked' && <span className="text-muted">{use.why} </span>}
      <Link
        to={paths.approval}
        params={{ id: approval } as never}
        className="text-accent underline-offset-2 hover:underline"
      >
        {use.state === 'asked' ? 'Approve or reject it' : 'The approval'}
      </Link>
    </p>
  )
}

function Decision({ made }: { made: Step['decisions'][number] }) {
  const yes = made.verdict === 'approved'
  const Icon = yes ? CircleCheck : CircleX
  return (
    <p className="flex gap-2">
      <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', yes ? 'text-ok' : 'text-bad')} />
      <span className="wrap-anywhere min-w-0">
        {yes ? 'Approved' : 'Rejected'} by <bdi>{made.by}</bdi>
        {made.on_behalf_of && (
          <>
            {' '}
            for <bdi>{made.on_behalf_of}</bdi>
          </>
        )}{' '}
        <span className="text-muted">
          <Moment at={made.at} />
        </span>
        {made.reason && <span className="block whitespace-pre-wrap text-muted">{made.reason}</span>}
      </span>
    </p>
  )
}

/** The proof that exactly what was approved was done. */
function Digests({ use: { digest, executed_digest: executed, started_at, ended_at } }: { use: Use }) {
  return (
    <div className="text-muted text-xs">
      <p className="wrap-anywhere">
        Digest <code className="font-mono">{digest}</code>
      </p>
      {executed !== null &&
        (executed === digest ? (
          <p>The same digest stands in the audit log for what was done.</p>
        ) : (
          <p className="wrap-anywhere text-bad">
            Done was another: <code className="font-mono">{executed}</code>
          </p>
        ))}
      {started_at && (
        <p>
          Begun <Moment at={started_at} />
          {ended_at && (
            <>
              , ended <Moment at={ended_at} />
            </>
          )}
        </p>
      )}
    </div>
  )
}

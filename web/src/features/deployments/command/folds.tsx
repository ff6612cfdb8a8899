import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { usd } from '@/ui/usd'
import { GuardrailList } from '../guardrails'
import { Facts, SourceList } from '../plan'
import type { Deployment } from '../types'
import { intentFacts } from './intent'
import type { CommandAnswer } from './use-command'

type Result = CommandAnswer['result']

/** What was understood, the plan, its cost, the guardrails and the evidence, each folded away by a press. */
export function Folds({ result, deployment }: { result: Result; deployment: Deployment }) {
  const { checks, evidence, cost } = deployment
  const failed = checks.filter((check) => !check.passed)
  return (
    <div className="divide-y rounded-md border text-sm">
      <Fold title="Understood as" brief={intentBrief(result.intent)} open>
        <Intent result={result} />
      </Fold>
      <Fold
        title="Plan and cost"
        brief={
          cost?.estimated_usd_per_hour == null
            ? 'price unknown'
            : `${usd(cost.estimated_usd_per_hour)} an hour`
        }
        // What runs already is in the list; what is still to be decided on lies open.
        open={deployment.status === 'planned'}
      >
        <Facts deployment={deployment} />
      </Fold>
      {checks.length > 0 && (
        <Fold title="Guardrails" brief={outcomes(checks.length, failed.length)} open={failed.length > 0}>
          <GuardrailList checks={checks} />
        </Fold>
      )}
      {evidence.length > 0 && (
        <Fold title="Evidence" brief={`${evidence.length} passages`}>
          <SourceList evidence={evidence} />
        </Fold>
      )}
    </div>
  )
}

function outcomes(all: number, failed: number): string {
  return failed === 0 ? `all ${all} pass` : `${all - failed} pass, ${failed} to note`
}

type FoldProps = { title: string; brief: string; open?: boolean; children: ReactNode }

/** A section that opens and closes; what it says in brief stands beside its title. */
export function Fold({ title, brief, open = false, children }: FoldProps) {
  return (
    <details open={open} className="group">
      <summary className="flex min-h-8 cursor-pointer list-none items-center gap-1.5 rounded-md px-2.5 py-1 hover:bg-raised/60 [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-3.5 shrink-0 text-muted group-open:rotate-90" />
        <h3 className="shrink-0 font-medium">{title}</h3>
        <span className="min-w-0 truncate text-muted">{brief}</span>
      </summary>
      <div className="px-3 pt-0.5 pb-3 pl-7.5">{children}</div>
    </details>
  )
}

function intentBrief(intent: unknown): string {
  return intentFacts(intent)
    .slice(0, 2)
    .map(([, value]) => value)
    .join(', ')
}

function Intent({ result: { intent, assumptions } }: { result: Result }) {
  return (
    <div className="flex flex-col gap-1.5">
      <p className="flex flex-wrap gap-1.5">
        {intentFacts(intent).map(([name, value]) => (
          <span key={name} className="wrap-anywhere rounded bg-raised px-1.5">
            <span className="text-muted">{name} </span>
            {value}
          </span>
        ))}
      </p>
      {assumptions.length > 0 && <p className="text-muted">Assumed: {assumptions.join('; ')}</p>}
    </div>
  )
}

import { asProblem } from '@/api/problem'
import { CodeBlock } from '@/ui/code-block'
import { Notice } from '@/ui/notice'
import { Skeleton } from '@/ui/skeleton'
import { Refusal } from '../command/refusal'
import type { CommandAnswer } from '../command/use-command'
import { GuardrailList } from '../guardrails'
import { Facts, SourceList } from '../plan'
import { Section } from '../section'
import type { Deployment } from '../types'

type Result = CommandAnswer['result']

type ChecksProps = { result: Result | undefined; error: Error | null; onRetry: () => void }

/** How the plan stood its checks: each with its outcome, or why there is no plan. */
export function Checks({ result, error, onRetry }: ChecksProps) {
  if (error) {
    const problem = asProblem(error)
    return (
      <div className="flex max-w-3xl flex-col gap-4 text-sm">
        <Refusal problem={problem} onRetry={onRetry} />
        <GuardrailList checks={failedChecks(problem.document)} />
      </div>
    )
  }
  if (!result) {
    return (
      <div role="status" className="flex max-w-3xl flex-col gap-2 text-muted text-sm">
        Making and checking the plan …
        <Skeleton className="h-40" />
      </div>
    )
  }
  const { checks } = result.deployment
  return (
    <div className="flex max-w-3xl flex-col gap-4 text-sm">
      {checks.length > 0 ? (
        <GuardrailList checks={checks} />
      ) : (
        <p className="text-muted">
          An agent was checked when it was promoted; nothing stands against it here.
        </p>
      )}
      {result.assumptions.length > 0 && (
        <p className="text-muted">Assumed: {result.assumptions.join('; ')}</p>
      )}
    </div>
  )
}

/** The checks of a plan that was refused, which stand in the problem document. */
function failedChecks(document: Readonly<Record<string, unknown>>): Deployment['checks'] {
  const plan = document.plan as { checks?: Deployment['checks'] } | null | undefined
  return plan?.checks ?? []
}

/** What will be done, what it costs, and the command that says the same. */
export function Review({ result, env }: { result: Result; env: string }) {
  const { deployment, requires_approval } = result
  return (
    <div className="flex max-w-3xl flex-col gap-5">
      {requires_approval && (
        <Notice tone="info" title="Another person has to approve it">
          It waits under Approvals until somebody else has looked at it.
        </Notice>
      )}
      <Facts deployment={deployment} />
      {deployment.rationale && <p className="text-muted text-sm">{deployment.rationale}</p>}
      <Section title="The same in words">
        <CodeBlock code={`remit command "${shell(deployment.intent)}" --env ${env}`} label="The command" />
      </Section>
      {deployment.evidence.length > 0 && (
        <Section title="Evidence">
          <SourceList evidence={deployment.evidence} />
        </Section>
      )}
    </div>
  )
}

/** A sentence as it stands between double quotes in a shell. */
function shell(sentence: string): string {
  return sentence.replaceAll(/["$`\\]/g, (sign) => `\\${sign}`)
}

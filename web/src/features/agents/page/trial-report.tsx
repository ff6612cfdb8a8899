import { CircleCheck, CircleX } from 'lucide-react'
import type { TrialReport as Report, TrialCase } from '@/api/gen'
import { CodeBlock } from '@/ui/code-block'

const MS = 1_000
const MEGA = 1_048_576

/** What became of a trial, case by case, with everything that the agent would have done. */
export function TrialReport({ report }: { report: Report }) {
  const failed = report.cases.filter(({ passed }) => !passed).length
  return (
    <section aria-label="Result" className="flex min-w-0 flex-col gap-3">
      <p role="status" className="font-medium text-sm">
        {failed
          ? `${failed} of ${report.cases.length} failed`
          : report.cases.length === 1
            ? 'It passed'
            : `All ${report.cases.length} passed`}
        {report.cost_usd !== null && Number(report.cost_usd) > 0 && (
          <span className="font-normal text-muted">, about ${report.cost_usd} of model calls</span>
        )}
      </p>
      <ul className="flex flex-col gap-3">
        {report.cases.map((each, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two examples may have one name
          <Case key={at} {...each} />
        ))}
      </ul>
    </section>
  )
}

function Case({ name, passed, problems, effects, logs, output, seconds, memory_bytes: memory }: TrialCase) {
  const Icon = passed ? CircleCheck : CircleX
  return (
    <li className="flex min-w-0 flex-col gap-1.5 rounded-md border p-3 text-sm">
      <p className="flex items-start gap-1.5">
        <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${passed ? 'text-ok' : 'text-bad'}`} />
        <span className="wrap-anywhere min-w-0 flex-1 font-medium">
          <span className="sr-only">{passed ? 'Passed: ' : 'Failed: '}</span>
          {name}
        </span>
        <span className="text-muted text-xs tabular-nums">
          {(seconds * MS).toFixed(seconds < 0.01 ? 1 : 0)} ms
          {memory !== null && `, ${(memory / MEGA).toFixed(0)} MB`}
        </span>
      </p>
      {problems.map((problem) => (
        <p key={problem} className="wrap-anywhere text-bad">
          {problem}
        </p>
      ))}
      {effects.length > 0 && (
        <ul aria-label="What it would have done" className="flex flex-col gap-0.5 text-muted">
          {effects.map(({ said, made_up: madeUp }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: it may do the same twice
            <li key={at} className="wrap-anywhere">
              It {said}
              {madeUp && ' (answered with something made up)'}
            </li>
          ))}
        </ul>
      )}
      {logs && <CodeBlock code={logs} label="Copy the log" />}
      {output !== null && <CodeBlock code={JSON.stringify(output, null, 2)} label="Copy the output" />}
    </li>
  )
}

import { RotateCcw } from 'lucide-react'
import type { Problem } from '@/api/problem'
import { Button } from '@/ui/button'
import { Notice } from '@/ui/notice'

type Props = { problem: Problem; busy?: boolean; onRetry: (() => void) | null }

/** Why something was not carried out: rules it breaks in yellow, no answer in red with a way to try again. */
export function Refusal({ problem, busy = false, onRetry }: Props) {
  const refused = problem.status >= 400 && problem.status < 500
  const { errors, detail } = problem
  return (
    <Notice
      tone={refused ? 'warn' : 'bad'}
      title={problem.title}
      action={
        !refused &&
        onRetry && (
          <Button size="small" busy={busy} onClick={onRetry}>
            {!busy && <RotateCcw aria-hidden />}
            Retry
          </Button>
        )
      }
    >
      {!errors.some((error) => detail.includes(error)) && detail}
      {errors.length > 0 && (
        <ul className="mt-1 list-disc pl-4">
          {errors.map((error) => (
            <li key={error}>{error}</li>
          ))}
        </ul>
      )}
      {problem.noAnswer && onRetry && <p>Your command is still in the field below.</p>}
      {!refused && problem.requestId && <p className="mt-1 font-mono text-xs">Request {problem.requestId}</p>}
    </Notice>
  )
}

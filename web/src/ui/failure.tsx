import { RotateCcw } from 'lucide-react'
import type { ReactNode } from 'react'
import { asProblem } from '@/api/problem'
import { Button } from './button'
import { Notice } from './notice'

type Props = {
  /** What could not be done: "The deployments could not be loaded". */
  what: string
  error: unknown
  busy?: boolean
  onRetry?: () => void
  /** What works all the same. */
  children?: ReactNode
  className?: string
}

/** An error where its subject would be: what failed, why, what to do, and the id to ask about it. */
export function Failure({ what, error, busy = false, onRetry, children, className }: Props) {
  const { title, detail, errors, requestId } = asProblem(error)
  // A detail that is made of the errors says one of them well enough, and several less well than a list.
  const repeats = errors.length > 0 && errors.every((each) => detail.includes(each.replace(/\.$/, '')))
  return (
    <Notice
      tone="bad"
      title={`${what}: ${goingOn(title)}`}
      className={className}
      action={
        onRetry && (
          <Button size="small" busy={busy} onClick={onRetry}>
            {!busy && <RotateCcw aria-hidden />}
            Try again
          </Button>
        )
      }
    >
      {!(repeats && errors.length > 1) && detail}
      {errors.length > (repeats ? 1 : 0) && (
        <ul className="list-disc pl-4">
          {errors.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      )}
      {children}
      {requestId && <p className="mt-1 font-mono text-xs">Request {requestId}</p>}
    </Notice>
  )
}

/** A sentence goes on in small letters, and a name keeps its own. */
export function goingOn(title: string): string {
  if (title.startsWith('Remit')) return title
  return title.charAt(0).toLowerCase() + title.slice(1)
}

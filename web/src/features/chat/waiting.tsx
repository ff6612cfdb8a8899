import { Link } from '@tanstack/react-router'
import { Hourglass } from 'lucide-react'
import { paths } from '@/paths'
import { cn } from '@/ui/cn'
import { TINT } from '@/ui/tone'
import type { Message } from './types'

/** An answer that waits for a person: what for, and where they decide. It comes by itself. */
export function Waiting({ message: { tools, run_id: run } }: { message: Message }) {
  const asked = tools.filter(({ approval_id, result }) => approval_id !== null && result === null)
  return (
    <div role="status" className={cn('flex items-start gap-2.5 rounded-md px-3 py-2.5 text-sm', TINT.warn)}>
      <Hourglass aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="wrap-anywhere min-w-0 flex-1">
        <p className="font-medium">{asked.length > 0 ? 'Waits for approval' : 'Goes on in a moment'}</p>
        <ul>
          {asked.map(({ id, name, approval_id }) => (
            <li key={id}>
              <Link
                to={paths.approval}
                params={{ id: approval_id ?? '' }}
                className="text-accent underline-offset-2 hover:underline"
              >
                Approve or reject the use of {name}
              </Link>
            </li>
          ))}
        </ul>
        <p className="text-text">
          The answer comes here once somebody else has decided.{' '}
          {run && (
            <Link
              to={paths.run}
              params={{ id: run } as never}
              className="text-accent underline-offset-2 hover:underline"
            >
              Look at the run
            </Link>
          )}
        </p>
      </div>
    </div>
  )
}

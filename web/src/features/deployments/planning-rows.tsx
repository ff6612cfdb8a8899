import { LoaderCircle } from 'lucide-react'
import { usePlanning } from './command/use-command'

const MOST_COLUMNS = 12

/** Commands on their way: their rows before the server has made any. */
export function PlanningRows() {
  return usePlanning().map(({ command, env, idempotencyKey }) => (
    <tr key={idempotencyKey} className="h-10 text-muted" aria-busy>
      <td colSpan={MOST_COLUMNS} className="px-3">
        <span className="flex items-center gap-2">
          <LoaderCircle aria-hidden className="size-4 shrink-0 animate-spin" />
          <span className="min-w-0 flex-1 truncate">
            <bdi>{command}</bdi> in {env}
          </span>
          Planning…
        </span>
      </td>
    </tr>
  ))
}

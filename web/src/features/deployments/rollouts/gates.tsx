import type { MeasuredAnswer } from '@/api/gen'
import { Badge } from '@/ui/badge'
import { figure, GATES } from './figures'
import { GATE_STATES } from './states'

const count = new Intl.NumberFormat('en-GB')

type Props = { measured: MeasuredAnswer; revision: number; stable: number }

/** What the gates have seen: the new revision beside the stable one, and what is allowed. */
export function Gates({ measured, revision, stable }: Props) {
  const figures = 'py-1 pl-3 text-right tabular-nums'
  return (
    <div className="overflow-x-auto">
      <table className="w-full min-w-80 text-sm">
        <caption className="sr-only">
          Gates: revision {revision} against revision {stable}
        </caption>
        <thead className="text-muted text-xs">
          <tr>
            <th scope="col" className="py-1 text-left font-medium">
              Gate
            </th>
            <th scope="col" className={figures}>
              New ({count.format(measured.new.calls)} calls)
            </th>
            <th scope="col" className={figures}>
              Stable ({count.format(measured.stable.calls)})
            </th>
            <th scope="col" className={figures}>
              Allowed
            </th>
            <th scope="col" className="py-1 pl-3 text-left font-medium">
              State
            </th>
          </tr>
        </thead>
        <tbody>
          {measured.findings.map(({ gate, new: found, stable: usual, allowed, state, words }) => (
            <tr key={gate} className="border-t" title={words}>
              <th scope="row" className="py-1 text-left font-normal">
                {GATES[gate]}
              </th>
              <td className={figures}>{figure(gate, found)}</td>
              <td className={figures}>{figure(gate, usual)}</td>
              <td className={figures}>{figure(gate, allowed)}</td>
              <td className="py-1 pl-3">
                <Badge {...GATE_STATES[state]} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

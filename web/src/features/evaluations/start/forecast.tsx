import type { EvaluationEstimate } from '@/api/gen'
import { Notice } from '@/ui/notice'
import { scorerWords } from '../words'

/** What an evaluation would take, and what may be wrong with it. */
export function Forecast({ estimate }: { estimate: EvaluationEstimate }) {
  const { cases, calls, cost_usd, seconds, basis, doubts, scorers, threshold } = estimate
  const amount = cost_usd === null ? 'a cost that is not known' : `about $${Number(cost_usd).toPrecision(2)}`
  return (
    <div className="flex flex-col gap-2">
      <Notice tone="info" title={`${cases.toLocaleString('en-GB')} cases, ${amount}`}>
        {calls.toLocaleString('en-GB')} calls of models
        {seconds !== null &&
          `, about ${seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`}`}
        . {basis} Scored by {scorers.map(scorerWords).join(', ')}
        {threshold !== null && `; ${threshold} is wanted`}.
      </Notice>
      {doubts.map((doubt) => (
        <Notice key={doubt} tone="warn" title={doubt} />
      ))}
    </div>
  )
}

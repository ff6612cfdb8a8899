import { Equal, EqualNot, FlaskConical, LoaderCircle, TriangleAlert } from 'lucide-react'
import { Badge } from '@/ui/badge'
import { Notice } from '@/ui/notice'
import { smallUsd } from '@/ui/usd'
import { Part } from './parts'
import type { Detail } from './types'

type Replayed = NonNullable<Detail['replay']>
type Case = Replayed['cases'][number]

/** Recorded inputs with what the active version answers and what the one asked for does, side by side. */
export function Replay({ replay }: { replay: Replayed }) {
  const { cases, status, said } = replay
  const differ = cases.filter(({ same }) => same === false).length
  const answered = cases.filter(({ same }) => same !== null).length
  return (
    <Part title="Recorded inputs, before and now">
      <div className="flex flex-wrap items-center gap-2 text-muted text-sm">
        <Badge tone="idle" icon={FlaskConical} word="Dry run" />
        <span aria-live="polite">{summary(status, cases.length, answered, differ)}</span>
      </div>
      {said && (
        <Notice tone={status === 'failed' ? 'warn' : 'info'} title={said}>
          {status === 'failed' && 'Ask for the promotion anew to have them replayed again.'}
        </Notice>
      )}
      <div className="flex flex-col gap-2">
        {cases.map((each, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they stay in their places
          <One key={place} replay={replay} found={each} />
        ))}
      </div>
      {cases.length > 0 && <p className="text-muted text-xs">{cost(replay)}</p>}
    </Part>
  )
}

function summary(status: Replayed['status'], all: number, answered: number, differ: number): string {
  if (status === 'queued') return 'The inputs are being looked for.'
  if (all === 0) return 'Nothing was replayed.'
  const so = `${differ} of ${answered} ${answered === 1 ? 'is' : 'are'} answered differently.`
  return status === 'running' ? `${answered} of ${all} replayed so far. ${answered > 0 ? so : ''}` : so
}

function cost({ cost_usd: usd, unpriced, reused }: Replayed): string {
  const nothing = 'Nothing reached anybody but models; secrets and personal data are blacked out.'
  if (reused) return `The same was replayed before: it cost nothing again. ${nothing}`
  const unknown = unpriced > 0 ? `, without ${unpriced} answers whose price is not known` : ''
  return `It cost ${smallUsd(usd)}${unknown}. ${nothing}`
}

function One({ replay, found }: { replay: Replayed; found: Case }) {
  const { source, input, before, after, same } = found
  return (
    <details open={same === false} className="rounded-md border">
      <summary className="flex cursor-pointer flex-wrap items-center gap-2 px-3 py-2 text-sm">
        <Mark same={same} ended={replay.ended_at !== null} />
        <span className="wrap-anywhere min-w-0">{source}</span>
      </summary>
      <div className="flex flex-col gap-3 border-t px-3 py-2">
        <Text label="Input" text={input} />
        <div className="grid gap-3 md:grid-cols-2">
          <Side label={`Before: ${replay.before}`} side={before} />
          <Side label={`Now: ${replay.after}`} side={after} />
        </div>
      </div>
    </details>
  )
}

function Mark({ same, ended }: { same: boolean | null; ended: boolean }) {
  if (same === true) return <Badge tone="ok" icon={Equal} word="Same" />
  if (same === false) return <Badge tone="warn" icon={EqualNot} word="Differs" />
  return ended ? (
    <Badge tone="idle" icon={TriangleAlert} word="Not answered" />
  ) : (
    <Badge tone="idle" icon={LoaderCircle} word="Waits" />
  )
}

function Side({ label, side }: { label: string; side: Case['before'] }) {
  if (!side) {
    return (
      <div className="min-w-0 text-sm">
        <p className="text-muted text-xs">{label}</p>
        <p className="text-muted">Not answered yet.</p>
      </div>
    )
  }
  return (
    <div className="flex min-w-0 flex-col gap-1.5 text-sm">
      {side.problem === null ? (
        <Text label={`${label}${side.recorded ? ', as recorded' : ''}`} text={side.output ?? ''} />
      ) : (
        <Text label={`${label}, no answer`} text={side.problem} />
      )}
      {side.effects.length > 0 && (
        <ul aria-label="What it would have done" className="list-disc pl-5 text-muted text-xs">
          {side.effects.map((each, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: sentences may be the same
            <li key={place} className="wrap-anywhere">
              {each}
            </li>
          ))}
        </ul>
      )}
      {side.cost_usd !== null && <p className="text-muted text-xs">{smallUsd(side.cost_usd)}</p>}
    </div>
  )
}

function Text({ label, text }: { label: string; text: string }) {
  return (
    <figure className="min-w-0">
      <figcaption className="text-muted text-xs">{label}</figcaption>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="wrap-anywhere max-h-64 overflow-auto whitespace-pre-wrap rounded-md bg-raised px-2.5 py-1.5 font-mono text-xs leading-5"
      >
        {text || '(nothing)'}
      </pre>
    </figure>
  )
}

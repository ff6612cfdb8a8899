import { CircleCheck, CircleX, LoaderCircle } from 'lucide-react'
import type { GenerationAnswer, RoundAnswer } from '@/api/gen'
import { Code } from '@/ui/code'
import { Diff } from '@/ui/diff'
import { Notice } from '@/ui/notice'
import type { Tone } from '@/ui/tone'
import { TrialReport } from '../page/trial-report'
import type { Writing } from './use-writing'

/** Every try at the code, as it comes: what was wrong with it, and how it differs from the one before. */
export function Rounds({ writing }: { writing: Writing }) {
  const { rounds, asking, result, busy } = writing
  return (
    <div className="flex min-w-0 flex-col gap-3" aria-live="polite">
      {rounds.length > 0 && (
        <ol className="flex flex-col gap-2" aria-label="Tries">
          {rounds.map((round, at) => (
            <li key={round.number}>
              <Round
                round={round}
                before={rounds[at - 1]?.code ?? ''}
                open={!busy && at === rounds.length - 1 && !round.passed}
              />
            </li>
          ))}
        </ol>
      )}
      {busy && (
        <p className="flex items-center gap-2 text-muted text-sm">
          <LoaderCircle aria-hidden className="size-4 animate-spin motion-reduce:animate-none" />
          {asking === null
            ? 'Checking what is there'
            : `Try ${asking}: the model writes, then the code is tried`}
        </p>
      )}
      {result && <Outcome result={result} />}
    </div>
  )
}

function Round({ round, before, open }: { round: RoundAnswer; before: string; open: boolean }) {
  const Icon = round.passed ? CircleCheck : CircleX
  const by = [round.model, `${round.tier} sandbox`, round.cost_usd && `$${round.cost_usd}`].filter(Boolean)
  return (
    <details open={open} className="group min-w-0 rounded-md border bg-surface">
      <summary className="flex cursor-pointer items-center gap-2 px-3 py-2 text-sm">
        <Icon aria-hidden className={`size-4 shrink-0 ${round.passed ? 'text-ok' : 'text-bad'}`} />
        <span className="font-medium">
          Try {round.number} {round.passed ? 'passed' : 'did not pass'}
        </span>
        <span className="min-w-0 flex-1 truncate text-right text-muted text-xs">{by.join(', ')}</span>
      </summary>
      <div className="flex min-w-0 flex-col gap-3 border-t p-3 text-sm">
        {round.problems.length > 0 && (
          <ul className="flex list-disc flex-col gap-1 pl-5">
            {round.problems.map((problem) => (
              <li key={problem} className="wrap-anywhere">
                {problem}
              </li>
            ))}
          </ul>
        )}
        {round.code && before && before !== round.code && (
          <Diff before={before} after={round.code} label="From the try before to this one" />
        )}
        {round.code && !before && <Code code={round.code} language="python" coloured />}
        {round.report && <TrialReport report={round.report} />}
      </div>
    </details>
  )
}

const OUTCOMES: Record<GenerationAnswer['status'], [tone: Tone, title: string]> = {
  running: ['info', 'It is being written'],
  passed: ['ok', 'The code passes: it is checked, and does what the examples say'],
  template: ['warn', 'A template, not written by a model'],
  failed: ['bad', 'No try passed'],
  refused: ['warn', 'The model refused'],
  no_code: ['bad', 'The model gave no code'],
  stopped: ['info', 'It was stopped'],
}

function Outcome({ result }: { result: GenerationAnswer }) {
  const [tone, title] = OUTCOMES[result.status]
  const { cached } = result
  return (
    <>
      <Notice tone={tone} title={title}>
        {result.reason}
      </Notice>
      {cached && (
        <Notice tone="info" title="From memory: no model was asked">
          {cached.kind === 'same'
            ? 'The same was asked for before.'
            : `Similar words were asked for before (${Math.round(cached.likeness * 100)} % alike): “${cached.description}”`}{' '}
          “Write anew” has it written for these words.
        </Notice>
      )}
      {result.code && <Code code={result.code} language="python" coloured />}
    </>
  )
}

import { useSearchParams } from '@/search-params'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { Select } from '@/ui/form'
import { Skeleton } from '@/ui/skeleton'
import { Pager, usePaging } from '@/ui/table'
import { PassBadge, Said } from '../marks'
import { useResults } from '../queries'
import type { Only, Result, RunDetail } from '../types'
import { milliseconds, score, written } from '../words'

const CHOICES = [
  { value: '', label: 'All cases' },
  { value: 'failed', label: 'Not passed' },
  { value: 'passed', label: 'Passed' },
  { value: 'errors', label: 'Without an answer' },
]

/** Each case: what went in, what came out, and what the scorers say of it. */
export function Results({ run }: { run: RunDetail }) {
  const [{ only }, change] = useSearchParams()
  const paging = usePaging()
  const wanted = CHOICES.find(({ value }) => value !== '' && value === only)?.value as Only | undefined
  const found = useResults(run.id, wanted, paging.after)
  return (
    <section aria-label="Cases" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <h2 className="flex-1 font-semibold text-base">Cases</h2>
        <Select
          aria-label="Which cases"
          className="w-44"
          value={wanted ?? ''}
          onChange={({ target }) => change({ only: target.value || undefined, after: undefined })}
          options={CHOICES}
        />
      </div>
      {found.isError && (
        <Failure
          what="The cases could not be loaded"
          error={found.error}
          onRetry={() => void found.refetch()}
        />
      )}
      {found.isPending && <Skeleton className="h-64" />}
      {found.data?.items.length === 0 && (
        <EmptyState title={wanted ? 'No case is like this' : 'No case is done yet'} />
      )}
      {found.data?.items.map((result) => (
        <ResultCard key={result.place} result={result} />
      ))}
      <Pager {...paging} shown={found.data?.items.length ?? 0} noun="cases" next={found.data?.next} />
    </section>
  )
}

function ResultCard({ result }: { result: Result }) {
  const { place, name, error, effects } = result
  return (
    <article
      aria-label={`Case ${place + 1}`}
      className="flex flex-col gap-3 rounded-lg border bg-surface p-4"
    >
      <header className="flex flex-wrap items-center gap-2">
        <h3 className="wrap-anywhere font-medium">
          Case {place + 1}
          {name && `: ${name}`}
        </h3>
        <PassBadge passed={result.passed} error={error !== null} />
        <span className="ml-auto text-muted text-sm tabular-nums">
          {score(result.score)} · {milliseconds(result.duration_ms)}
        </span>
      </header>
      <div className="grid gap-3 md:grid-cols-3">
        <Said label="Input">{written(result.input)}</Said>
        <Said label="Expected">{written(result.expected)}</Said>
        <Said label="Answer">{error ? error.detail : written(result.output)}</Said>
      </div>
      {error === null && <Scores scores={result.scores} />}
      {effects.length > 0 && (
        <details className="text-sm">
          <summary className="cursor-pointer text-muted">It would have done {effects.length} things</summary>
          <ul className="wrap-anywhere mt-1 list-disc pl-5">
            {effects.map((said, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: they never change their order
              <li key={at}>{said}</li>
            ))}
          </ul>
        </details>
      )}
    </article>
  )
}

export function Scores({ scores }: { scores: Result['scores'] }) {
  return (
    <ul className="flex flex-col gap-1 text-sm">
      {scores.map((each) => (
        <li key={each.name} className="wrap-anywhere">
          <span className="font-medium tabular-nums">{score(each.score)}</span> {each.name}:{' '}
          <span className="text-muted">
            {each.reason}
            {each.judge && ` (${each.judge.model}, ${each.judge.prompt})`}
          </span>
        </li>
      ))}
    </ul>
  )
}

import { Card } from '@/ui/card'
import { type Column, DataTable } from '@/ui/table'
import { ScoreBar } from '../marks'
import type { RunDetail } from '../types'
import { between, cost, milliseconds, percent, score, scorerWords } from '../words'

type Line = {
  name: string
  how: string
  score: number | null
  interval: number[] | null
  passed: number
}

/** The score with how sure it is, each scorer for itself, and what it cost. */
export function RunSummary({ run }: { run: RunDetail }) {
  const summary = run.summary
  if (!summary) return null
  const lines: Line[] = summary.scorers.map((each, at) => ({
    name: each.name,
    how: run.scorers[at] ? scorerWords(run.scorers[at]) : '',
    score: each.score,
    interval: each.interval,
    passed: each.passed_cases,
  }))
  const tokens = run.input_tokens + run.output_tokens
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[18rem_1fr]">
      <Card title="Score">
        <p className="font-semibold text-3xl tabular-nums">{score(summary.score)}</p>
        <p className="text-muted text-sm">
          {between(summary.interval)} with 95 % certainty
          {run.threshold !== null && `; ${score(run.threshold)} is wanted`}
        </p>
        <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
          <Fact name="Passed">
            {summary.passed_cases} of {run.done} ({percent(summary.pass_rate)})
          </Fact>
          {run.errors > 0 && <Fact name="No answer">{run.errors}</Fact>}
          <Fact name="Cost">{cost(run)}</Fact>
          <Fact name="Tokens">{tokens.toLocaleString('en-GB')}</Fact>
          <Fact name="Time, p50">{milliseconds(summary.latency_ms.p50)}</Fact>
          <Fact name="p95">{milliseconds(summary.latency_ms.p95)}</Fact>
          <Fact name="p99">{milliseconds(summary.latency_ms.p99)}</Fact>
          {summary.judges.length > 0 && <Fact name="Judged by">{summary.judges.join(', ')}</Fact>}
        </dl>
      </Card>
      <div className="flex min-w-0 flex-col gap-4">
        <DataTable
          label="Scorers"
          columns={COLUMNS}
          rows={lines}
          rowId={({ name }) => name}
          rowName={({ name }) => name}
          empty={null}
        />
        {summary.tags.length > 0 && (
          <p className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
            {summary.tags.map(({ tag, cases, score: value }) => (
              <span key={tag}>
                <span className="rounded bg-raised px-1.5">{tag}</span>{' '}
                <span className="tabular-nums">{score(value)}</span>{' '}
                <span className="text-muted">of {cases}</span>
              </span>
            ))}
          </p>
        )}
      </div>
    </div>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="wrap-anywhere tabular-nums">{children}</dd>
    </>
  )
}

const COLUMNS: readonly Column<Line>[] = [
  {
    id: 'name',
    header: 'Scorer',
    cell: ({ name, how }) => (
      <>
        <span className="font-medium">{name}</span>
        {how.toLowerCase() !== name.toLowerCase() && <p className="text-muted text-xs">{how}</p>}
      </>
    ),
  },
  {
    id: 'score',
    header: 'Score',
    cell: ({ score: value, interval }) => <ScoreBar value={value} interval={interval} />,
  },
  { id: 'passed', header: 'Passed', align: 'end', cell: ({ passed }) => passed },
]

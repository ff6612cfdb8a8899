import { useSearchParams } from '@/search-params'
import { Card } from '@/ui/card'
import { Diff } from '@/ui/diff'
import { Failure } from '@/ui/failure'
import { Select } from '@/ui/form'
import { Skeleton } from '@/ui/skeleton'
import { type Column, DataTable, Pager, usePaging } from '@/ui/table'
import { ChangeBadge, Said } from '../marks'
import { useComparison } from '../queries'
import type { Change, Compared, Comparison, Pair } from '../types'
import { cost, milliseconds, score, signed, VERDICTS, written } from '../words'
import { Scores } from './results'

/** An evaluation beside an earlier one: whether it is better, by which scorer, and in which cases. */
export function CompareView({ id, before }: { id: string; before: string }) {
  const [{ only }, change] = useSearchParams()
  const paging = usePaging()
  const wanted = (['better', 'worse', 'same'] as const).find((each) => each === only)
  const found = useComparison(id, before, wanted, paging.after)
  if (found.isError) {
    return (
      <Failure what="They could not be compared" error={found.error} onRetry={() => void found.refetch()} />
    )
  }
  if (!found.data) return <Skeleton className="h-96" />
  const { counts, items, next } = found.data
  const choices: { value: Change | ''; label: string }[] = [
    { value: '', label: `All ${counts.all} cases` },
    { value: 'worse', label: `Worse (${counts.worse})` },
    { value: 'better', label: `Better (${counts.better})` },
    { value: 'same', label: `The same (${counts.same})` },
  ]
  return (
    <>
      <Verdict found={found.data} />
      <section aria-label="Cases" className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center gap-3">
          <h2 className="flex-1 font-semibold text-base">Cases, the largest losses first</h2>
          <Select
            aria-label="Which cases"
            className="w-44"
            value={wanted ?? ''}
            onChange={({ target }) => change({ only: target.value || undefined, after: undefined })}
            options={choices}
          />
        </div>
        {items.map((pair) => (
          <PairCard key={pair.place} pair={pair} />
        ))}
        <Pager {...paging} shown={items.length} noun="cases" next={next} />
      </section>
    </>
  )
}

type Line = { name: string; before: number; after: number; found: Compared }

function Verdict({ found }: { found: Comparison }) {
  const { before, after, overall, scorers, only_before, only_after } = found
  const { title, words } = VERDICTS[overall.verdict]
  const [low = 0, high = 0] = overall.interval
  const lines: Line[] = scorers.map((each) => ({
    name: each.name,
    before: each.before,
    after: each.after,
    found: each,
  }))
  const left = only_before + only_after
  return (
    <Card title={`Version ${before.version} → version ${after.version}`}>
      <div className="flex flex-col gap-3">
        <div>
          <p className="font-semibold text-xl">{title}</p>
          <p className="text-sm">
            {signed(overall.difference)} on average ({signed(low)} to {signed(high)} with 95 % certainty):{' '}
            {overall.better} better, {overall.worse} worse, {overall.same} the same. {words}
          </p>
        </div>
        <DataTable
          label="Scorers compared"
          columns={COLUMNS}
          rows={lines}
          rowId={({ name }) => name}
          rowName={({ name }) => name}
          empty={null}
        />
        <p className="text-muted text-sm">
          Cost {cost(before)} → {cost(after)}; half of the answers within{' '}
          {milliseconds(before.summary?.latency_ms.p50)} → {milliseconds(after.summary?.latency_ms.p50)}.
          {left > 0 && ` ${left} cases are in one of them only, and left out.`}
        </p>
      </div>
    </Card>
  )
}

const COLUMNS: readonly Column<Line>[] = [
  { id: 'name', header: 'Scorer', cell: ({ name }) => <span className="font-medium">{name}</span> },
  { id: 'before', header: 'Before', align: 'end', cell: ({ before }) => score(before) },
  { id: 'after', header: 'After', align: 'end', cell: ({ after }) => score(after) },
  {
    id: 'difference',
    header: 'Difference',
    align: 'end',
    className: 'max-sm:hidden',
    cell: ({ found: { difference, interval } }) => (
      <>
        {signed(difference)} <span className="text-muted text-xs">{interval.map(signed).join(' to ')}</span>
      </>
    ),
  },
  { id: 'verdict', header: 'Verdict', cell: ({ found }) => VERDICTS[found.verdict].title },
]

function PairCard({ pair }: { pair: Pair }) {
  const { before, after } = pair
  return (
    <article
      aria-label={`Case ${pair.place + 1}`}
      className="flex flex-col gap-3 rounded-lg border bg-surface p-4"
    >
      <header className="flex flex-wrap items-center gap-2">
        <h3 className="wrap-anywhere font-medium">
          Case {pair.place + 1}
          {pair.name && `: ${pair.name}`}
        </h3>
        <ChangeBadge change={pair.change} />
        <span className="ml-auto text-muted text-sm tabular-nums">
          {score(before.score)} → {score(after.score)}
        </span>
      </header>
      <div className="grid gap-3 md:grid-cols-2">
        <Said label="Input">{written(pair.input)}</Said>
        <Said label="Expected">{written(pair.expected)}</Said>
      </div>
      <div className="flex flex-col gap-1">
        <p className="font-medium text-muted text-xs">Answers, before and after</p>
        <Diff
          label={`Answers to case ${pair.place + 1}`}
          before={before.error?.detail ?? written(before.output)}
          after={after.error?.detail ?? written(after.output)}
        />
      </div>
      <Scores scores={after.scores} />
    </article>
  )
}

import { Card } from '@/ui/card'
import { Chart, type Point, type Series } from '@/ui/chart'
import { atBuckets } from '@/ui/chart/moments'
import { axisMoney, count } from '@/ui/figures'
import { Skeleton } from '@/ui/skeleton'
import { WindowChoice } from '@/ui/window-choice'
import type { Measure, Report } from './types'
import { MEASURES } from './words'

const HEIGHT = 220
const SERIES: Record<Measure, readonly Series[]> = {
  cost: [{ key: 'cost', name: 'Cost', colour: 1 }],
  calls: [
    { key: 'answered', name: 'Answered', colour: 1 },
    { key: 'errors', name: 'Errors', colour: 'bad' },
    { key: 'refused', name: 'Refused', colour: 'idle' },
  ],
  tokens: [
    { key: 'input', name: 'In', colour: 1 },
    { key: 'output', name: 'Out', colour: 2 },
  ],
}

type Props = { report: Report | undefined; measure: Measure; onMeasure: (measure: Measure) => void }

/** When it was used. */
export function OverTime({ report, measure, onMeasure }: Props) {
  return (
    <Card
      title="Over time"
      aside={<WindowChoice label="What is drawn" windows={MEASURES} value={measure} onChange={onMeasure} />}
    >
      {report ? (
        <Drawn report={report} measure={measure} />
      ) : (
        <Skeleton className="w-full" style={{ height: HEIGHT }} />
      )}
    </Card>
  )
}

function Drawn({ report, measure }: { report: Report; measure: Measure }) {
  const series = SERIES[measure]
  const points: Point[] = report.points.map((point) => ({
    at: point.at,
    cost: point.cost_usd,
    answered: point.calls - point.errors,
    errors: point.errors,
    refused: point.refused,
    input: point.input_tokens,
    output: point.output_tokens,
  }))
  if (points.every((point) => series.every(({ key }) => !point[key]))) {
    return (
      <p className="py-6 text-center text-muted text-sm">
        {measure === 'cost' ? 'Nothing was spent in this time.' : 'Nothing was called in this time.'}
      </p>
    )
  }
  return (
    <Chart
      label={`${MEASURES[measure]} over time`}
      kind="bar"
      stacked
      points={points}
      series={series}
      format={measure === 'cost' ? axisMoney : count}
      formatAt={atBuckets(report.bucket, report.points.length)}
      height={HEIGHT}
    />
  )
}

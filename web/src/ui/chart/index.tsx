import { lazy, Suspense, useState } from 'react'
import { Button } from '../button'
import { Skeleton } from '../skeleton'
import { type ChartProps, colourOf } from './series'

export type { ChartProps, Point, Series } from './series'

const Drawing = lazy(() => import('./drawing'))

/** A chart with its legend, and the same figures as a table for whoever wants them. */
export function Chart(props: ChartProps) {
  const [asTable, setAsTable] = useState(false)
  const { label, series, height = 200 } = props
  return (
    <figure aria-label={label} className="flex min-w-0 flex-col gap-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-muted text-xs">
        {series.map(({ key, name, colour }) => (
          <span key={key} className="flex items-center gap-1.5">
            <span aria-hidden className="size-2 rounded-full" style={{ background: colourOf(colour) }} />
            {name}
          </span>
        ))}
        <span className="flex-1" />
        <Button variant="ghost" size="small" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? 'Chart' : 'Table'}
        </Button>
      </div>
      {asTable ? (
        <Figures {...props} />
      ) : (
        <Suspense fallback={<Skeleton className="w-full" style={{ height }} />}>
          <div style={{ height }}>
            <Drawing {...props} />
          </div>
        </Suspense>
      )}
    </figure>
  )
}

function Figures({ label, points, series, format, formatAt }: ChartProps) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="max-h-64 overflow-auto rounded-md border"
    >
      <table className="w-full text-sm tabular-nums">
        <thead className="sticky top-0 bg-surface text-left text-muted text-xs">
          <tr>
            <th scope="col" className="h-8 px-3 font-medium">
              Time
            </th>
            {series.map(({ key, name }) => (
              <th key={key} scope="col" className="px-3 text-right font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y">
          {points.map((point) => (
            <tr key={point.at}>
              <td className="px-3 py-1">{formatAt(point.at)}</td>
              {series.map(({ key }) => (
                <td key={key} className="px-3 py-1 text-right">
                  {point[key] === null || point[key] === undefined ? '–' : format(Number(point[key]))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

import {
  Area,
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { type ChartProps, colourOf, type Series } from './series'

const AXIS = { tickLine: false, axisLine: false, fontSize: 11, stroke: 'var(--muted)' } as const

/** The drawing itself, which comes in a chunk of its own since its library is heavy. */
export default function Drawing(props: ChartProps) {
  const { points, series, format, formatAt, limit, height = 200 } = props
  // Between counts there are no halves.
  const whole = points.every((point) => series.every(({ key }) => Number.isInteger(Number(point[key] ?? 0))))
  return (
    <ResponsiveContainer width="100%" height={height}>
      <ComposedChart
        data={points as object[]}
        margin={{ left: 0, right: 8, top: 8, bottom: 0 }}
        accessibilityLayer
      >
        <CartesianGrid vertical={false} stroke="var(--border)" />
        <XAxis dataKey="at" tickFormatter={formatAt} minTickGap={40} {...AXIS} />
        <YAxis width={56} tickFormatter={format} tickCount={5} allowDecimals={!whole} {...AXIS} />
        <Tooltip
          isAnimationActive={false}
          labelFormatter={(at) => formatAt(String(at))}
          formatter={(value, name) => [format(Number(value)), name]}
          contentStyle={{
            background: 'var(--surface)',
            border: '1px solid var(--border)',
            borderRadius: 6,
            fontSize: 12,
            color: 'var(--text)',
          }}
          itemStyle={{ padding: 0 }}
          cursor={{ stroke: 'var(--edge)', fill: 'var(--raised)' }}
        />
        {series.map((each) => mark(each, props))}
        {limit && (
          <ReferenceLine
            y={limit.value}
            stroke="var(--warn)"
            strokeDasharray="4 4"
            label={{ value: limit.name, fontSize: 11, fill: 'var(--warn)', position: 'insideTopRight' }}
          />
        )}
      </ComposedChart>
    </ResponsiveContainer>
  )
}

type Dot = { cx?: number; cy?: number; index?: number }

/** A point without neighbours makes no line: only a dot shows it. */
function lonely(points: ChartProps['points'], key: string, fill: string) {
  const has = (at: number) => points[at]?.[key] != null
  return ({ cx, cy, index = 0 }: Dot) =>
    has(index) && !has(index - 1) && !has(index + 1) ? (
      <circle key={index} cx={cx} cy={cy} r={2} fill={fill} />
    ) : (
      <g key={index} />
    )
}

function mark({ key, name, colour }: Series, { kind, stacked, points }: ChartProps) {
  const stroke = colourOf(colour)
  const shared = { dataKey: key, name, isAnimationActive: false } as const
  const stack = stacked ? { stackId: 'all' } : {}
  if (kind === 'bar') return <Bar key={key} {...shared} {...stack} fill={stroke} maxBarSize={28} />
  if (kind === 'line')
    return (
      <Line
        key={key}
        {...shared}
        stroke={stroke}
        strokeWidth={1.5}
        dot={lonely(points, key, stroke)}
        connectNulls={false}
      />
    )
  return (
    <Area
      key={key}
      {...shared}
      {...stack}
      stroke={stroke}
      fill={stroke}
      fillOpacity={0.15}
      strokeWidth={1.5}
    />
  )
}

/** The shape of a series, without figures; what it says must stand beside it in words. */
export function Sparkline({ values, className }: { values: readonly number[]; className?: string }) {
  if (values.length < 2) return null
  const top = Math.max(...values, 1e-9)
  const step = 100 / (values.length - 1)
  const points = values.map(
    (value, at) => `${(at * step).toFixed(2)},${(23 - (value / top) * 22).toFixed(2)}`,
  )
  return (
    <svg aria-hidden viewBox="0 0 100 24" preserveAspectRatio="none" className={className ?? 'h-6 w-24'}>
      <polygon points={`0,24 ${points.join(' ')} 100,24`} className="fill-accent/12" />
      <polyline
        points={points.join(' ')}
        vectorEffect="non-scaling-stroke"
        className="fill-none stroke-[1.5] stroke-accent"
      />
    </svg>
  )
}

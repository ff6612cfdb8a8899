import { diffLines } from 'diff'
import { useMemo } from 'react'
import { cn } from './cn'

type Props = { before: string; after: string; label: string }
type Line = { key: string; sign: '+' | '-' | ' '; text: string; gap?: number }

const CONTEXT = 3

/** What changed between two texts, line by line; long stretches that did not are folded. */
export function Diff({ before, after, label }: Props) {
  const lines = useMemo(() => folded(changes(before, after)), [before, after])
  if (lines.every(({ sign }) => sign === ' ')) return <p className="text-muted text-sm">Nothing differs.</p>
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="max-h-[32rem] overflow-auto rounded-md border bg-surface py-1 font-mono text-xs"
    >
      {lines.map(({ key, sign, text, gap }) => (
        <div
          key={key}
          className={cn(
            'flex min-w-max',
            sign === '+' && 'bg-ok-tint text-text',
            sign === '-' && 'bg-bad-tint text-text',
          )}
        >
          <span aria-hidden className="w-6 shrink-0 select-none text-center text-muted">
            {gap ? '⋯' : sign}
          </span>
          {gap ? (
            <span className="text-muted">{gap} lines alike</span>
          ) : (
            <span className="whitespace-pre pr-3">
              {sign !== ' ' && <span className="sr-only">{sign === '+' ? 'Added: ' : 'Removed: '}</span>}
              {text || ' '}
            </span>
          )}
        </div>
      ))}
    </section>
  )
}

function changes(before: string, after: string): Line[] {
  let at = 0
  return diffLines(before, after).flatMap(({ value, added, removed }) =>
    value
      .replace(/\n$/, '')
      .split('\n')
      .map((text): Line => {
        at += 1
        return { key: String(at), sign: added ? '+' : removed ? '-' : ' ', text }
      }),
  )
}

/** Leaves three lines round every change. */
function folded(lines: readonly Line[]): Line[] {
  const near = lines.map((_, at) =>
    lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(({ sign }) => sign !== ' '),
  )
  const kept: Line[] = []
  lines.forEach((line, at) => {
    const last = kept.at(-1)
    if (near[at]) kept.push(line)
    else if (last?.gap) last.gap += 1
    else kept.push({ key: `gap ${line.key}`, sign: ' ', text: '', gap: 1 })
  })
  return kept
}

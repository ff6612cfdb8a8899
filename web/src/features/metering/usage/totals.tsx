import type { ReactNode } from 'react'
import { count, money, share } from '@/ui/figures'
import { Skeleton } from '@/ui/skeleton'
import type { Report } from './types'
import { errorRate } from './words'

/** Everything in four figures. */
export function Totals({ total }: { total: Report['total'] | undefined }) {
  const failed = total && errorRate(total)
  return (
    <section aria-label="In all" className="grid grid-cols-2 gap-3 xl:grid-cols-4">
      <Figure label="Calls" value={total && count(total.calls)}>
        {total && (
          <>
            {failed === null ? 'None reached a model' : `${share(failed ?? 0)} failed`}
            {total.refused > 0 && `, ${count(total.refused)} refused`}
          </>
        )}
      </Figure>
      <Figure label="Cost" value={total && money(total.cost_usd)}>
        {total && total.unpriced > 0 && `${count(total.unpriced)} calls without a known price`}
      </Figure>
      <Figure
        label="Tokens in, out"
        value={total && `${count(total.input_tokens)}, ${count(total.output_tokens)}`}
      >
        {total && parts(total)}
      </Figure>
      <Figure label="Median time" value={total && (total.p50_ms === null ? '–' : ms(total.p50_ms))}>
        {total && total.p95_ms !== null && `95 % within ${ms(total.p95_ms)}`}
        {total && total.first_token_p50_ms !== null && `, first words after ${ms(total.first_token_p50_ms)}`}
      </Figure>
    </section>
  )
}

function parts({ input_tokens, cached_tokens, output_tokens, reasoning_tokens }: Report['total']): string {
  const cached = cached_tokens > 0 ? `${share(cached_tokens / input_tokens)} from a cache` : ''
  const thought = reasoning_tokens > 0 ? `${share(reasoning_tokens / output_tokens)} to think` : ''
  return [cached, thought].filter(Boolean).join(', ')
}

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const seconds = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 })
const SECOND = 1000

/** A time as people read it, given in milliseconds. */
export function ms(value: number): string {
  return value < SECOND ? `${whole.format(value)} ms` : `${seconds.format(value / SECOND)} s`
}

type Props = { label: string; value: string | undefined; children: ReactNode }

function Figure({ label, value, children }: Props) {
  return (
    <div className="flex min-w-0 flex-col gap-1 rounded-lg border bg-surface px-4 py-3">
      <span className="truncate text-muted text-sm">{label}</span>
      <span className="truncate font-semibold text-2xl tabular-nums tracking-tight max-sm:text-lg">
        {value ?? <Skeleton className="my-1 h-6 w-16" />}
      </span>
      <span className="min-h-4 text-muted text-xs tabular-nums">{children}</span>
    </div>
  )
}

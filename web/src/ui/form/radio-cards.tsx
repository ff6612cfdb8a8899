import type { ReactNode } from 'react'
import { cn } from '../cn'

export type RadioCard<Value extends string> = {
  value: Value
  title: ReactNode
  words?: ReactNode
  /** Why it cannot be chosen; stands in place of the words. */
  refusal?: string | null
}

type Props<Value extends string> = {
  legend: string
  name: string
  value: Value | undefined
  onChange: (value: Value) => void
  cards: readonly RadioCard<Value>[]
  className?: string
}

/** One of a few, each with a sentence on what it means. */
export function RadioCards<Value extends string>(props: Props<Value>) {
  const { legend, name, value: now, onChange, cards, className } = props
  return (
    <fieldset className={cn('grid max-w-2xl gap-3 sm:grid-cols-2', className)}>
      <legend className="mb-1 font-medium text-sm">{legend}</legend>
      {cards.map(({ value, title, words, refusal }) => (
        <label
          key={value}
          className={cn(
            'flex items-start gap-2 rounded-lg border bg-surface p-3 text-sm',
            refusal ? 'opacity-60' : 'cursor-pointer',
            now === value && 'border-accent',
          )}
        >
          <input
            type="radio"
            name={name}
            className="mt-0.5 accent-accent"
            checked={now === value}
            disabled={Boolean(refusal)}
            onChange={() => onChange(value)}
          />
          <span className="min-w-0">
            <span className="wrap-anywhere font-medium">{title}</span>
            {(refusal ?? words) && <span className="block text-muted">{refusal ?? words}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}

import { cn } from '@/ui/cn'

export type Pick = { id: string; title: string; words: string; aside?: string }

type Props = {
  label: string
  picks: readonly Pick[]
  value: string
  onChange: (id: string) => void
  empty: string
}

/** One of many, in a list that scrolls. */
export function PickList({ label, picks, value, onChange, empty }: Props) {
  if (picks.length === 0) return <p className="rounded-lg border p-4 text-muted text-sm">{empty}</p>
  return (
    <fieldset className="max-h-96 min-w-0 divide-y overflow-y-auto rounded-lg border bg-surface">
      <legend className="sr-only">{label}</legend>
      {picks.map(({ id, title, words, aside }) => (
        <label
          key={id}
          className={cn(
            'flex cursor-pointer items-start gap-2.5 px-3 py-2 text-sm hover:bg-raised/60',
            value === id && 'bg-raised',
          )}
        >
          <input
            type="radio"
            name={label}
            className="mt-0.5 accent-accent"
            checked={value === id}
            onChange={() => onChange(id)}
          />
          <span className="min-w-0 flex-1">
            <span className="wrap-anywhere font-medium">{title}</span>
            {words && <span className="block truncate text-muted">{words}</span>}
          </span>
          {aside && <span className="shrink-0 text-muted tabular-nums">{aside}</span>}
        </label>
      ))}
    </fieldset>
  )
}

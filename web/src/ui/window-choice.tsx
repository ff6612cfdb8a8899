import { cn } from '@/ui/cn'

type Props<Window extends string> = {
  label: string
  windows: Readonly<Record<Window, string>>
  value: Window
  onChange: (window: Window) => void
}

/** How far back a chart looks. */
export function WindowChoice<Window extends string>({ label, windows, value, onChange }: Props<Window>) {
  return (
    <fieldset className="flex shrink-0 rounded-md border p-0.5">
      <legend className="sr-only">{label}</legend>
      {(Object.keys(windows) as Window[]).map((each) => (
        <button
          key={each}
          type="button"
          aria-pressed={each === value}
          onClick={() => onChange(each)}
          className={cn(
            'h-6 rounded px-2 text-muted text-xs hover:text-text',
            each === value && 'bg-raised font-medium text-text',
          )}
        >
          {windows[each]}
        </button>
      ))}
    </fieldset>
  )
}

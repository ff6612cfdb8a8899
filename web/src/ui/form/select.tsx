import { ChevronsUpDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { cn } from '../cn'

type Option = { value: string; label: string; disabled?: boolean }
type Props = Omit<ComponentProps<'select'>, 'children'> & { options: readonly Option[] }

/** A choice of a few: the browser's own list, which every keyboard and screen reader knows. */
export function Select({ options, className, ...rest }: Props) {
  return (
    <span className={cn('relative inline-block', className)}>
      <select
        className="h-8 w-full appearance-none truncate rounded-md border border-edge bg-surface pr-7 pl-2.5 text-sm text-text disabled:opacity-60 aria-invalid:border-bad"
        {...rest}
      >
        {options.map(({ value, label, disabled }) => (
          <option key={value} value={value} disabled={disabled} className="bg-surface text-text">
            {label}
          </option>
        ))}
      </select>
      <ChevronsUpDown aria-hidden className="pointer-events-none absolute top-2 right-2 size-4 text-muted" />
    </span>
  )
}

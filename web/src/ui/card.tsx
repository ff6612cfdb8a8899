import type { ReactNode } from 'react'
import { cn } from './cn'

type Props = {
  title?: ReactNode
  /** Beside the title, on the right. */
  aside?: ReactNode
  children: ReactNode
  className?: string
  /** Without padding, for a table or a list that reaches the edges. */
  flush?: boolean
}

/** A bordered surface with an optional title. */
export function Card({ title, aside, children, className, flush = false }: Props) {
  return (
    <section className={cn('min-w-0 rounded-lg border bg-surface', className)}>
      {(title || aside) && (
        <header className={cn('flex min-h-8 items-center gap-3 px-4 pt-3', flush && 'border-b pb-2')}>
          {title && <h2 className="min-w-0 flex-1 truncate font-semibold text-base">{title}</h2>}
          {aside}
        </header>
      )}
      <div className={cn(!flush && 'p-4')}>{children}</div>
    </section>
  )
}

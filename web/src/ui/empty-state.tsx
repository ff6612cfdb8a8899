import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { CodeBlock } from './code-block'

type Props = {
  icon?: LucideIcon
  /** One sentence: what is not there. */
  title: string
  /** What to do next. */
  children?: ReactNode
  /** The same in a terminal. */
  command?: string
  action?: ReactNode
}

/** Nothing is here, and this is how that changes. */
export function EmptyState({ icon: Icon, title, children, command, action }: Props) {
  return (
    <div className="flex flex-col items-center gap-3 px-4 py-12 text-center">
      {Icon && <Icon aria-hidden className="size-6 text-muted" />}
      <p className="font-medium">{title}</p>
      {children && <div className="max-w-prose text-muted text-sm">{children}</div>}
      {action}
      {command && <CodeBlock code={command} label="The command" className="max-w-full text-left" />}
    </div>
  )
}

import { Link, type LinkProps } from '@tanstack/react-router'
import type { LucideIcon } from 'lucide-react'

type Props = Pick<LinkProps, 'to'> & { icon: LucideIcon; children: string }

/** The primary action of a page that is a page of its own. */
export function LinkButton({ to, icon: Icon, children }: Props) {
  return (
    <Link
      to={to}
      className="inline-flex h-8 items-center gap-1.5 rounded-md bg-accent px-3 font-medium text-accent-text text-sm hover:bg-accent/90"
    >
      <Icon aria-hidden className="size-4" />
      {children}
    </Link>
  )
}

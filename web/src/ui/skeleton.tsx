import type { CSSProperties } from 'react'
import { cn } from './cn'

/** The place of something that is still loading for the first time. */
export function Skeleton({ className, style }: { className?: string; style?: CSSProperties }) {
  return (
    <span aria-hidden style={style} className={cn('block h-4 animate-pulse rounded bg-raised', className)} />
  )
}

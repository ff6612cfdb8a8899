import { useLiveState } from '@/live/live'
import { cn } from '@/ui/cn'

/** Whether what is on screen keeps itself in step with the server. */
export function LiveMark() {
  const open = useLiveState() === 'open'
  return (
    <span role="status" className="flex items-center gap-1.5 text-muted text-xs">
      <span aria-hidden className={cn('size-2 rounded-full', open ? 'bg-ok' : 'animate-pulse bg-warn')} />
      {open ? 'Live' : 'Reconnecting'}
    </span>
  )
}

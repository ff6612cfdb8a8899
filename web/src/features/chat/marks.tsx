import { Badge } from '@/ui/badge'
import { cn } from '@/ui/cn'
import { lookOf } from '@/ui/states'
import { KINDS } from './kinds'
import type { Candidate } from './types'

/** Whether talking to it is a call of a deployment or a test. */
export function KindMark({ kind }: { kind: Candidate['kind'] }) {
  const { word, icon: Icon } = KINDS[kind]
  return (
    <span
      className={cn(
        'inline-flex items-center gap-1 text-xs',
        kind === 'deployment' ? 'text-ok' : 'text-warn',
      )}
    >
      <Icon aria-hidden className="size-3.5" />
      {word}
    </span>
  )
}

export function StatusMark({ kind, status }: { kind: Candidate['kind']; status: string }) {
  return <Badge {...lookOf(kind, status)} />
}

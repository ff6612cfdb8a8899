import { Plus, X } from 'lucide-react'
import { Button } from '@/ui/button'
import { cn } from '@/ui/cn'
import { Hint } from '@/ui/hint'
import { lookOf } from '@/ui/states'
import { KINDS } from './kinds'
import type { Candidate } from './types'

type Props = {
  participants: readonly Candidate[]
  /** Whom the next message goes to, by ref. */
  asked: ReadonlySet<string>
  onAsk: (asked: ReadonlySet<string>) => void
  onAdd: (() => void) | null
  onRemove: ((participant: Candidate) => void) | null
}

/** Who takes part. With several, each can be asked or left out of the next message. */
export function Chips({ participants, asked, onAsk, onAdd, onRemove }: Props) {
  const several = participants.length > 1
  const toggle = (ref: string) => {
    const next = new Set(asked)
    if (!next.delete(ref)) next.add(ref)
    onAsk(next)
  }
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-1.5">
      <ul aria-label="Participants" className="contents">
        {participants.map((each) => (
          <li key={each.ref} className="min-w-0">
            <Chip
              participant={each}
              asked={several ? asked.has(each.ref) : null}
              onToggle={() => toggle(each.ref)}
              onRemove={onRemove && several ? () => onRemove(each) : null}
            />
          </li>
        ))}
      </ul>
      {several && asked.size < participants.length && (
        <Button
          size="small"
          variant="ghost"
          onClick={() => onAsk(new Set(participants.map(({ ref }) => ref)))}
        >
          Ask all
        </Button>
      )}
      {onAdd && (
        <Button size="small" variant="ghost" onClick={onAdd}>
          <Plus aria-hidden />
          Add agent
        </Button>
      )}
    </div>
  )
}

type ChipProps = {
  participant: Candidate
  /** None where there is nobody else to ask. */
  asked: boolean | null
  onToggle: () => void
  onRemove: (() => void) | null
}

function Chip({ participant, asked, onToggle, onRemove }: ChipProps) {
  const { handle, kind, status, reason, version } = participant
  const look = lookOf(kind, status)
  const Kind = KINDS[kind].icon
  const what = kind === 'deployment' ? 'Deployment' : `Test of version ${version}`
  const words = `${what}: ${look.word.toLowerCase()}${reason ? `. ${reason}` : ''}`
  const face = (
    <>
      <Kind
        aria-hidden
        className={cn('size-3.5 shrink-0', kind === 'deployment' ? 'text-ok' : 'text-warn')}
      />
      <span className="truncate">{handle}</span>
      {kind === 'agent' && <span className="text-muted">v{version}</span>}
      <look.icon
        aria-hidden
        className={cn(
          'size-3.5 shrink-0',
          participant.answers ? 'text-ok' : 'text-warn',
          look.turning && 'animate-spin',
        )}
      />
      <span className="sr-only">{words}</span>
    </>
  )
  const shape = 'inline-flex h-7 min-w-0 max-w-56 items-center gap-1.5 px-2 text-xs'
  return (
    <span
      className={cn(
        'inline-flex max-w-full items-center rounded-full border',
        asked === true && 'border-accent bg-info-tint',
        asked === false && 'border-dashed opacity-80',
      )}
    >
      <Hint words={words}>
        {asked === null ? (
          <span className={shape}>{face}</span>
        ) : (
          <button type="button" aria-pressed={asked} onClick={onToggle} className={cn(shape, 'rounded-full')}>
            {face}
          </button>
        )}
      </Hint>
      {onRemove && (
        <button
          type="button"
          aria-label={`Remove ${handle}`}
          onClick={onRemove}
          className="mr-1 grid size-6 place-items-center rounded-full text-muted hover:text-text"
        >
          <X aria-hidden className="size-3.5" />
        </button>
      )}
    </span>
  )
}

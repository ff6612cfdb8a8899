import { Check } from 'lucide-react'
import { cn } from './cn'

type Props = {
  steps: readonly { id: string; title: string }[]
  /** The place of the step one is at. */
  at: number
  onGo: (place: number) => void
}

/** The steps of a longer form: those before can be gone back to, those after come by and by. */
export function Steps({ steps, at, onGo }: Props) {
  return (
    <ol className="flex flex-wrap gap-x-1 gap-y-1" aria-label="Steps">
      {steps.map(({ id, title }, place) => (
        <li key={id}>
          <button
            type="button"
            aria-current={place === at ? 'step' : undefined}
            disabled={place > at}
            onClick={() => onGo(place)}
            className={cn(
              'inline-flex h-7 items-center gap-1.5 rounded-full px-2.5 text-sm',
              place === at ? 'bg-raised font-medium' : 'text-muted',
            )}
          >
            {place < at ? <Check aria-hidden className="size-3.5 text-ok" /> : <span>{place + 1}</span>}
            <span className={cn(place !== at && 'sr-only sm:not-sr-only')}>{title}</span>
          </button>
        </li>
      ))}
    </ol>
  )
}

import { ChevronLeft, ChevronRight } from 'lucide-react'
import { Button } from '../button'

type Props = {
  /** How many rows this page shows, and of how many when that is known. */
  shown: number
  total?: number | null
  /** What they are: "deployments". */
  noun: string
  /** The cursor of the page that follows, from the server. */
  next: string | null | undefined
  /** The cursor of this page, from the address; none on the first. */
  after: string | undefined
  onAfter: (cursor: string | undefined) => void
  /** Moves back one page; the first page is shown when there is no way back. */
  onBack: () => void
}

/** Moves between the pages of a list. */
export function Pager({ shown, total, noun, next, after, onAfter, onBack }: Props) {
  const count = new Intl.NumberFormat('en-GB')
  const counted = total ?? shown
  if (shown === 0 && !after) return null
  return (
    <nav
      aria-label={`Pages of ${noun}`}
      className="flex flex-wrap items-center gap-2 text-muted text-sm print:hidden"
    >
      <span className="flex-1">
        {count.format(shown)} {total != null && `of ${count.format(total)} `}
        {counted === 1 ? noun.replace(/ies$/, 'y').replace(/s$/, '') : noun}
      </span>
      {after && (
        <Button size="small" variant="ghost" onClick={() => onAfter(undefined)}>
          First page
        </Button>
      )}
      <Button size="small" disabled={!after} onClick={onBack}>
        <ChevronLeft aria-hidden />
        Previous
      </Button>
      <Button size="small" disabled={!next} onClick={() => next && onAfter(next)}>
        Next
        <ChevronRight aria-hidden />
      </Button>
    </nav>
  )
}

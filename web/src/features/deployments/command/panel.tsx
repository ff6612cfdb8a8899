import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '@/ui/button'

type Props = { onClose: () => void; actions?: ReactNode; children: ReactNode }

/** The box above the bar in which an answer stands; long ones scroll inside it, their buttons stay in sight. */
export function Panel({ onClose, actions, children }: Props) {
  return (
    <section
      aria-label="Answer"
      className="relative mb-2 flex max-h-[min(30rem,calc(100dvh-10rem))] flex-col rounded-lg border bg-surface shadow-float"
    >
      <h2 className="sr-only">Answer</h2>
      <div
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="flex min-h-0 flex-1 flex-col gap-2.5 overflow-y-auto rounded-lg p-3 focus-visible:outline-offset-[-2px] [&>*:first-child]:mr-9"
      >
        {children}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2 border-t px-3 py-2">{actions}</div>}
      <Button
        variant="ghost"
        size="smallIcon"
        aria-label="Close the answer"
        className="absolute top-2.5 right-2"
        // The bar would lose the focus and move what is above it, and the click go past the button.
        onMouseDown={(event) => event.preventDefault()}
        onClick={onClose}
      >
        <X aria-hidden />
      </Button>
    </section>
  )
}

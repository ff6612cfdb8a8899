import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { Button } from './button'
import { cn } from './cn'
import { findOpener, returnFocus } from './opener'

type Props = {
  title: ReactNode
  side?: 'left' | 'right'
  children: ReactNode
  onClose: () => void
  /** The heading is said to screen readers only. */
  hideTitle?: boolean
}

/** A panel over one side of the page; the page below stays where it is. */
export function Drawer({ title, side = 'right', children, onClose, hideTitle = false }: Props) {
  const [opener] = useState(findOpener)
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fade-in fixed inset-0 z-40 animate-in bg-[#0d0f14]/50 duration-100" />
        <Radix.Content
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            requestAnimationFrame(() => returnFocus(opener))
          }}
          className={cn(
            'fixed inset-y-0 z-50 flex w-full animate-in flex-col bg-surface shadow-float outline-none duration-150',
            side === 'right'
              ? 'slide-in-from-right-8 right-0 max-w-2xl border-l'
              : 'slide-in-from-left-8 left-0 max-w-72 border-r',
          )}
        >
          <header className={cn('flex items-start gap-3 px-4 pt-3 pb-2', !hideTitle && 'border-b')}>
            <Radix.Title
              className={cn('wrap-anywhere min-w-0 flex-1 font-semibold text-lg', hideTitle && 'sr-only')}
            >
              {title}
            </Radix.Title>
            <Radix.Close asChild>
              <Button variant="ghost" size="smallIcon" aria-label="Close" className="ml-auto">
                <X aria-hidden />
              </Button>
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto p-4">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

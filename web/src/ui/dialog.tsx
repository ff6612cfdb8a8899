import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { Button } from './button'
import { findOpener, returnFocus } from './opener'
import { useClosing } from './use-closing'

type Props = {
  title: ReactNode
  description?: ReactNode
  children?: ReactNode
  footer?: ReactNode
  onClose: () => void
  /** Something is being done; closing gives it up, and says so. */
  busy?: boolean
  /** It asks about something that cannot be had back. */
  alert?: boolean
  /** Where the focus goes when what opened it is gone. */
  onReturn?: () => void
}

export function Dialog(props: Props) {
  const { title, description, children, footer, onClose, busy = false, alert = false, onReturn } = props
  const [opener] = useState(findOpener)
  const close = useClosing(busy, onClose)
  return (
    <Radix.Root open onOpenChange={(open) => !open && close()}>
      <Radix.Portal>
        <Radix.Overlay className="fade-in fixed inset-0 z-40 animate-in bg-[#0d0f14]/50 duration-100" />
        <Radix.Content
          role={alert ? 'alertdialog' : 'dialog'}
          {...(description ? {} : { 'aria-describedby': undefined })}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            requestAnimationFrame(() => (onReturn && !opener?.isConnected ? onReturn() : returnFocus(opener)))
          }}
          className="fade-in zoom-in-98 fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-2xl -translate-x-1/2 -translate-y-1/2 animate-in flex-col rounded-lg border bg-surface shadow-float outline-none duration-100"
        >
          <header className="flex items-start gap-3 px-5 pt-4 pb-3">
            <div className="min-w-0 flex-1">
              <Radix.Title className="wrap-anywhere font-semibold text-lg">{title}</Radix.Title>
              {description && (
                <Radix.Description className="wrap-anywhere text-muted text-sm">
                  {description}
                </Radix.Description>
              )}
            </div>
            <Radix.Close asChild>
              <Button variant="ghost" size="smallIcon" aria-label="Close">
                <X />
              </Button>
            </Radix.Close>
          </header>
          {children && <div className="min-h-0 overflow-y-auto px-5 pb-4">{children}</div>}
          {footer && (
            <footer className="flex flex-wrap justify-end gap-2 border-t px-5 py-3">{footer}</footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** The button that closes the dialog, at once and always. */
export function CloseButton({ children = 'Cancel' }: { children?: ReactNode }) {
  return (
    <Radix.Close asChild>
      <Button>{children}</Button>
    </Radix.Close>
  )
}

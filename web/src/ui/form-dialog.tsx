import { type ReactNode, useEffect, useId, useRef } from 'react'
import { Button } from './button'
import { cn } from './cn'
import { CloseButton, Dialog } from './dialog'

type Props = {
  title: string
  description?: ReactNode
  verb: string
  busy: boolean
  /** Holds more than fields, such as a difference. */
  wide?: boolean
  /** Why it did not work; the first field that is wrong gets the focus. */
  error?: unknown
  children: ReactNode
  onSubmit: () => void
  onClose: () => void
}

/** A dialog whose fields are sent with Enter, or with Ctrl+Enter from several lines. */
export function FormDialog(props: Props) {
  const { title, description, verb, busy, wide = false, error, children, onSubmit, onClose } = props
  const id = useId()
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (error != null) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus()
  }, [error])
  return (
    <Dialog
      title={title}
      description={description}
      onClose={onClose}
      busy={busy}
      footer={
        <>
          <CloseButton />
          <Button type="submit" form={id} variant="primary" busy={busy}>
            {verb}
          </Button>
        </>
      }
    >
      <form
        ref={form}
        id={id}
        noValidate
        className={cn('flex flex-col gap-4', !wide && 'max-w-[30rem]')}
        onSubmit={(event) => {
          event.preventDefault()
          onSubmit()
        }}
        onKeyDown={(event) => {
          const inLines = event.target instanceof HTMLTextAreaElement
          if (inLines && event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onSubmit()
        }}
      >
        {children}
      </form>
    </Dialog>
  )
}

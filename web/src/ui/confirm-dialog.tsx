import { type ReactNode, useId, useState } from 'react'
import { Button } from './button'
import { CloseButton, Dialog } from './dialog'
import { Failure } from './failure'
import { Input } from './form/input'

type Props = {
  title: string
  /** What is lost, and whether it can be had back. */
  children: ReactNode
  /** What the button does: "Delete". */
  verb: string
  /** What the button that does nothing says, where "Cancel" could mean the verb. */
  keep?: string | undefined
  danger?: boolean
  busy?: boolean
  /** Why it did not work; the dialog stays open. */
  error?: unknown
  /** Text to type first, for what cannot be undone. */
  typed?: string
  onConfirm: () => void
  onClose: () => void
}

/** Asks before harm. */
export function ConfirmDialog(props: Props) {
  const {
    title,
    children,
    verb,
    keep,
    danger = false,
    busy = false,
    error,
    typed,
    onConfirm,
    onClose,
  } = props
  const [text, setText] = useState('')
  const id = useId()
  return (
    <Dialog
      title={title}
      onClose={onClose}
      busy={busy}
      footer={
        <>
          <CloseButton>{keep}</CloseButton>
          <Button
            variant={danger ? 'danger' : 'primary'}
            busy={busy}
            disabled={typed !== undefined && text !== typed}
            onClick={onConfirm}
          >
            {verb}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-sm">
        {children}
        {typed !== undefined && (
          <div className="flex flex-col gap-1">
            <label htmlFor={id}>
              Type <strong className="wrap-anywhere font-mono">{typed}</strong> to go on
            </label>
            <Input
              id={id}
              value={text}
              onChange={(event) => setText(event.target.value)}
              autoComplete="off"
            />
          </div>
        )}
        {error != null && <Failure what={`${verb} did not work`} error={error} />}
      </div>
    </Dialog>
  )
}

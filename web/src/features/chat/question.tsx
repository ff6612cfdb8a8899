import { Pencil } from 'lucide-react'
import { memo, useEffect, useRef, useState } from 'react'
import { Button } from '@/ui/button'
import { CopyButton } from '@/ui/copy-button'
import { Textarea } from '@/ui/form'
import { Alternatives } from './alternatives'
import { useChat } from './context'
import type { Message } from './types'

/** What the person said. */
export const Question = memo(function Question({ message }: { message: Message }) {
  const { editing, edit, busy, participants } = useChat()
  if (editing === message.id) return <Editor message={message} />
  const asked = message.to.map((id) => participants.get(id)?.handle).filter((each) => each !== undefined)
  return (
    <div className="group flex flex-col items-end gap-0.5">
      <h2 className="sr-only">You</h2>
      <p
        dir="auto"
        className="wrap-anywhere max-h-[60vh] max-w-[min(100%,44rem)] overflow-y-auto whitespace-pre-wrap rounded-lg bg-raised px-3.5 py-2 text-base leading-6"
      >
        {message.content}
      </p>
      <div className="flex min-h-7 items-center gap-1 text-muted text-xs">
        <Given variables={message.variables} />
        {participants.size > 1 && asked.length > 0 && (
          <span>to {asked.map((each) => `@${each}`).join(', ')}</span>
        )}
        <Alternatives message={message} />
        <CopyButton text={message.content} label="the message" />
        <Button
          variant="ghost"
          size="smallIcon"
          aria-label="Edit the message"
          disabled={busy}
          onClick={() => edit(message.id)}
        >
          <Pencil aria-hidden />
        </Button>
      </div>
    </div>
  )
})

/** What went along with it, for the places in the agent's instructions. */
function Given({ variables }: { variables: Message['variables'] }) {
  const all = Object.entries(variables)
  if (all.length === 0) return null
  return (
    <span className="wrap-anywhere min-w-0 text-right">
      with {all.map(([name, value]) => `${name}: ${String(value)}`).join(', ')}
    </span>
  )
}

function Editor({ message }: { message: Message }) {
  const { edit, sayInstead, longest } = useChat()
  const [text, setText] = useState(message.content)
  const [busy, setBusy] = useState(false)
  const area = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    area.current?.focus()
    area.current?.setSelectionRange(area.current.value.length, area.current.value.length)
  }, [])
  const wrong = text.trim() === '' || text.length > longest
  const send = async () => {
    if (wrong || busy) return
    setBusy(true)
    if (!(await sayInstead(message.id, text))) setBusy(false)
  }
  return (
    <form
      className="flex flex-col gap-2 rounded-lg border p-2"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.stopPropagation()
          edit(null)
        } else if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
          event.preventDefault()
          void send()
        }
      }}
    >
      <Textarea
        ref={area}
        dir="auto"
        aria-label="Your message"
        value={text}
        rows={Math.min(12, text.split('\n').length + 1)}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="flex items-center justify-end gap-2">
        <p className="mr-auto text-muted text-xs">
          {text.length > longest
            ? `${text.length.toLocaleString('en-GB')} of at most ${longest.toLocaleString('en-GB')} characters`
            : 'The message as it was, and its answers, stay beside this one.'}
        </p>
        <Button size="small" onClick={() => edit(null)}>
          Cancel
        </Button>
        <Button size="small" type="submit" variant="primary" disabled={wrong} busy={busy}>
          Send
        </Button>
      </div>
    </form>
  )
}

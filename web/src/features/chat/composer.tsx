import { ArrowUp, Square } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react'
import { Button } from '@/ui/button'
import { cn } from '@/ui/cn'
import { useComposerFocus } from './composer-focus'
import { setDraft, useDraft } from './drafts'
import { MentionList } from './mention-list'
import { complete, type Mention, matching, mentionAt } from './mentions'

type Props = {
  /** Under which what is typed is kept. */
  draft: string
  handles: readonly string[]
  phase: 'idle' | 'sending' | 'answering'
  longest: number
  /** Why nothing can be sent now. */
  refusal: string | null
  onSend: (text: string) => void
  onStop: () => void
  onEditLast: () => void
  children: ReactNode
}

/** Where a message is written. What is sent goes over into the outbox. */
export function Composer(props: Props) {
  const { draft, handles, phase, longest, refusal, onSend, onStop, onEditLast, children } = props
  const text = useDraft(draft)
  const area = useRef<HTMLTextAreaElement>(null)
  useComposerFocus(draft, area)
  const { mention, listed, ...popup } = useMentions(area, handles, (next) => setDraft(draft, next))
  const list = useId()
  const tooLong = text.length > longest
  const sendable = phase === 'idle' && text.trim() !== '' && !tooLong && refusal === null
  const send = () => {
    if (sendable) onSend(text)
    area.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing || popup.onKeyDown(event)) return
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      send()
    } else if (event.key === 'ArrowUp' && text === '') {
      event.preventDefault()
      onEditLast()
    }
  }
  return (
    <form
      className="relative flex flex-col gap-1.5"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      {mention && listed.length > 0 && (
        <MentionList id={list} handles={listed} at={popup.at} onChoose={popup.choose} />
      )}
      {children}
      <div className="flex items-end gap-2 rounded-lg border border-edge bg-surface p-1.5 focus-within:border-ring focus-within:ring-1 focus-within:ring-ring">
        <textarea
          ref={area}
          dir="auto"
          aria-label="Message"
          aria-autocomplete="list"
          aria-controls={mention ? list : undefined}
          aria-activedescendant={mention && listed.length > 0 ? `${list}-${popup.at}` : undefined}
          placeholder={refusal ?? (handles.length > 1 ? 'Write a message, @ to mention' : 'Write a message')}
          value={text}
          rows={1}
          onChange={(event) => {
            setDraft(draft, event.target.value)
            popup.look(event.target)
          }}
          onSelect={(event) => popup.look(event.currentTarget)}
          onBlur={popup.close}
          onKeyDown={onKeyDown}
          className="field-sizing-content max-h-48 min-h-7 min-w-0 flex-1 resize-none bg-transparent px-1.5 py-1 text-base leading-5 outline-none placeholder:text-muted"
        />
        {phase === 'idle' ? (
          <Button
            key="send"
            type="submit"
            variant="primary"
            size="icon"
            aria-label="Send"
            disabled={!sendable}
          >
            <ArrowUp aria-hidden />
          </Button>
        ) : (
          // Its own key: a button that turned into the other while it is pressed would send what was just stopped.
          <Button
            key="stop"
            size="icon"
            aria-label="Stop"
            onClick={() => {
              onStop()
              area.current?.focus()
            }}
          >
            <Square aria-hidden className="fill-current" />
          </Button>
        )}
      </div>
      <p className={cn('text-xs', tooLong ? 'text-bad' : 'sr-only')} role={tooLong ? 'alert' : undefined}>
        {tooLong
          ? `A message has at most ${longest.toLocaleString('en-GB')} characters, this one has ${text.length.toLocaleString('en-GB')}: shorten or split it.`
          : 'Enter sends, Shift and Enter begin a new line.'}
      </p>
    </form>
  )
}

/** The popup of those who can be mentioned: arrows move, Enter or Tab choose, Escape closes. */
function useMentions(
  area: { current: HTMLTextAreaElement | null },
  handles: readonly string[],
  write: (text: string) => void,
) {
  const [mention, setMention] = useState<Mention | null>(null)
  const [at, setAt] = useState(0)
  const listed = mention ? matching(handles, mention.typed).slice(0, 8) : []
  const look = (element: HTMLTextAreaElement) => {
    const found =
      element.selectionStart === element.selectionEnd
        ? mentionAt(element.value, element.selectionStart)
        : null
    if (found?.at !== mention?.at || found?.typed !== mention?.typed) setAt(0)
    setMention(found)
  }
  const close = () => setMention(null)
  const choose = (handle: string) => {
    if (!mention || !area.current) return
    const after = complete(area.current.value, mention, handle)
    write(after.text)
    close()
    requestAnimationFrame(() => area.current?.setSelectionRange(after.caret, after.caret))
  }
  /** True when the key was the popup's. */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (listed.length === 0) return false
    const chosen = listed[at]
    if (event.key === 'ArrowDown') setAt((at + 1) % listed.length)
    else if (event.key === 'ArrowUp') setAt((at + listed.length - 1) % listed.length)
    else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') {
      if (chosen) choose(chosen)
    } else if (event.key === 'Escape') close()
    else return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }
  return { mention, listed, at, look, close, choose, onKeyDown }
}

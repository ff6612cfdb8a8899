import { SearchIcon, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { cn } from '../cn'
import { Input } from './input'

const PAUSE_MS = 250

type Props = {
  label: string
  value: string
  /** Called when the typing pauses. */
  onChange: (value: string) => void
  placeholder?: string
  className?: string
}

/** A search field that waits for the typing to pause; Escape empties it. */
export function Search({ label, value, onChange, placeholder = label, className }: Props) {
  const [text, setText] = useState(value)
  const [seen, setSeen] = useState(value)
  // What was told and has not come back yet: whoever goes on typing meanwhile keeps what they typed.
  const told = useRef<string>(undefined)
  if (value !== seen) {
    setSeen(value)
    if (value !== told.current) setText(value)
  }
  useEffect(() => {
    if (value === told.current) told.current = undefined
    if (text === value || text === told.current) return
    const timer = setTimeout(() => {
      told.current = text
      onChange(text)
    }, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text, value, onChange])
  return (
    <search className={cn('relative w-full sm:w-60', className)}>
      <SearchIcon aria-hidden className="absolute top-2 left-2.5 size-4 text-muted" />
      <Input
        aria-label={label}
        placeholder={placeholder}
        value={text}
        maxLength={200}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || text === '') return
          event.stopPropagation()
          setText('')
        }}
        className="pr-7 pl-8"
      />
      {text !== '' && (
        <button
          type="button"
          aria-label="Clear the search"
          onClick={() => setText('')}
          className="absolute top-1 right-1 rounded p-1 text-muted hover:text-text"
        >
          <X aria-hidden className="size-4" />
        </button>
      )}
    </search>
  )
}

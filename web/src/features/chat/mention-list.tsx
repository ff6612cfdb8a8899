import { cn } from '@/ui/cn'

type Props = { id: string; handles: readonly string[]; at: number; onChoose: (handle: string) => void }

/** Those who can be mentioned, above what is being typed. */
export function MentionList({ id, handles, at, onChoose }: Props) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label="Mention"
      className="absolute bottom-full left-2 z-30 mb-1 max-h-56 min-w-48 max-w-[calc(100%-1rem)] overflow-y-auto rounded-lg border bg-surface p-1 text-sm shadow-float"
    >
      {handles.map((handle, index) => (
        <div
          key={handle}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === at}
          // The focus stays in the text.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(handle)}
          onKeyDown={() => undefined}
          className={cn('cursor-pointer truncate rounded-md px-2 py-1.5', index === at && 'bg-raised')}
        >
          @{handle}
        </div>
      ))}
    </div>
  )
}

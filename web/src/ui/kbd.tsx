import { keyWords } from './actions'

/** Keys as they stand on the keyboard, one after the other. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className="inline-flex gap-1">
      {keyWords(keys).map((key) => (
        <kbd
          key={key}
          className="min-w-5 rounded border border-edge/60 bg-raised px-1 text-center font-mono text-muted text-xs"
        >
          {key}
        </kbd>
      ))}
    </span>
  )
}

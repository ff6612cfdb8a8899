import { cn } from './cn'
import { CopyButton } from './copy-button'

type Props = { code: string; label: string; className?: string }

/** Code or a command in its own scrolling box, with a button that copies it. */
export function CodeBlock({ code, label, className }: Props) {
  return (
    <div className={cn('relative min-w-0 rounded-md border bg-raised/50', className)}>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="max-h-96 overflow-auto py-2 pr-10 pl-3 font-mono text-xs"
      >
        {code}
      </pre>
      <span className="absolute top-0.5 right-0.5 rounded-md bg-raised">
        <CopyButton text={code} label={label} />
      </span>
    </div>
  )
}

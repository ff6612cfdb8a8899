import { CopyButton } from './copy-button'
import { Notice } from './notice'

type Props = { secret: string; label: string }

/** A secret that is shown now and never again. */
export function Secret({ secret, label }: Props) {
  return (
    <div className="flex flex-col gap-2">
      <Notice tone="warn" title="Copy it now: it is not shown again" />
      <div className="flex items-center gap-1 rounded-md border bg-raised/50 py-0.5 pr-0.5 pl-3">
        <output aria-label={label} className="min-w-0 flex-1 break-all font-mono text-sm">
          {secret}
        </output>
        <CopyButton text={secret} label={label} />
      </div>
    </div>
  )
}

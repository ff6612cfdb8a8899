import { LoaderCircle, Pencil, RotateCcw } from 'lucide-react'
import { Button } from '@/ui/button'
import { goingOn } from '@/ui/failure'
import { Notice } from '@/ui/notice'
import type { Unsent } from './outbox'

type Props = {
  message: Unsent
  /** Why it cannot be sent again now. */
  refusal: string | null
  onRetry: () => void
  onEdit: () => void
}

/** What the person said and the server does not have yet. */
export function Pending({ message: { content, problem }, refusal, onRetry, onEdit }: Props) {
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-col items-end gap-1 py-3">
      <h2 className="sr-only">You, not sent yet</h2>
      <p
        dir="auto"
        className="wrap-anywhere max-h-[60vh] max-w-[min(100%,44rem)] overflow-y-auto whitespace-pre-wrap rounded-lg border border-edge border-dashed bg-raised px-3.5 py-2 text-base leading-6"
      >
        {content}
      </p>
      {problem === null ? (
        <p role="status" className="flex min-h-7 items-center gap-1.5 text-muted text-xs">
          <LoaderCircle aria-hidden className="size-3.5 animate-spin" />
          Sending
        </p>
      ) : (
        <Notice
          tone="bad"
          title={`Not sent: ${goingOn(problem.title)}`}
          className="max-w-full flex-wrap"
          action={
            <div className="flex gap-2">
              <Button size="small" disabled={refusal !== null} onClick={onRetry}>
                <RotateCcw aria-hidden />
                Retry
              </Button>
              <Button size="small" onClick={onEdit}>
                <Pencil aria-hidden />
                Edit
              </Button>
            </div>
          }
        >
          {problem.detail}
          {refusal && <p>{refusal}.</p>}
          {problem.requestId && <p className="mt-1 font-mono text-xs">Request {problem.requestId}</p>}
        </Notice>
      )}
    </div>
  )
}

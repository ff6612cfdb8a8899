import { CircleStop, Info, LoaderCircle, RotateCcw, ShieldBan, TriangleAlert } from 'lucide-react'
import { Popover } from 'radix-ui'
import { lazy, memo, Suspense } from 'react'
import { Button } from '@/ui/button'
import { cn } from '@/ui/cn'
import { CopyButton } from '@/ui/copy-button'
import { Moment } from '@/ui/moment'
import { TINT } from '@/ui/tone'
import { Alternatives } from './alternatives'
import { useChat } from './context'
import { detailsOf, factsOf } from './facts'
import { useLiveAnswer } from './live'
import { KindMark } from './marks'
import { Sources } from './sources'
import { fieldsOf, Structured } from './structured'
import { Tools } from './tools'
import type { Message } from './types'
import { Waiting } from './waiting'

// Asked for with the page, which is painted before it is there.
const markdown = import('./markdown')
const Markdown = lazy(() => markdown.then(({ Markdown }) => ({ default: Markdown })))

/** What an agent answered, or is answering. */
export const Answer = memo(function Answer({ message, boxed }: { message: Message; boxed: boolean }) {
  const live = useLiveAnswer(message.id)
  const { participants } = useChat()
  const participant = participants.get(message.participant_id ?? '')
  const finished = message.status !== 'streaming'
  const { content, tools } = finished || !live ? message : live
  const waiting = !finished && content === ''
  const fields = finished ? fieldsOf(content) : null
  return (
    <article
      aria-busy={!finished}
      className={cn('group flex min-w-0 flex-col gap-1.5', boxed && 'rounded-lg border bg-surface p-3')}
    >
      <header className="flex min-w-0 flex-wrap items-center gap-x-2 text-sm">
        <h2 className="wrap-anywhere min-w-0 font-semibold">{participant?.handle ?? 'An agent'}</h2>
        {participant && <KindMark kind={participant.kind} />}
        {message.demo && <span className="rounded bg-raised px-1.5 text-muted text-xs">demo model</span>}
      </header>
      <Tools tools={tools} finished={finished} />
      {fields && <Structured fields={fields} />}
      {content !== '' && !fields && (
        <Suspense fallback={<p className="whitespace-pre-wrap text-base leading-6">{content}</p>}>
          <Markdown text={content} finished={finished} />
        </Suspense>
      )}
      {finished && <Sources message={message} />}
      {waiting && (
        <p className="flex items-center gap-2 text-muted text-sm">
          <LoaderCircle aria-hidden className="size-4 animate-spin" />
          Answering
        </p>
      )}
      <Ending message={message} />
      {finished && <Foot message={message} />}
    </article>
  )
})

/** Why there is no answer, or no whole one: a refusal is a rule at work, not a fault. */
function Ending({ message }: { message: Message }) {
  const { askAgain, busy } = useChat()
  const { status, problem, request_id, id } = message
  if (status === 'waiting') return <Waiting message={message} />
  if (status === 'stopped') {
    return (
      <p className="flex items-center gap-1.5 text-muted text-sm">
        <CircleStop aria-hidden className="size-4" />
        Stopped
      </p>
    )
  }
  if (problem === null) return null
  const refused = status === 'refused'
  const cutOff = problem.type === 'answer-cut-off'
  const Icon = refused ? ShieldBan : TriangleAlert
  return (
    <div
      className={cn(
        'flex flex-wrap items-start gap-2.5 rounded-md px-3 py-2.5 text-sm',
        TINT[refused ? 'idle' : 'warn'],
      )}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="wrap-anywhere min-w-0 flex-1 basis-52">
        <p className="font-medium">{cutOff ? 'Answer was cut off' : problem.title}</p>
        <p className="text-text">{problem.detail}</p>
        {problem.policies.length > 0 && (
          <p className="text-text">
            {problem.policies.length === 1 ? 'Rule' : 'Rules'}:{' '}
            <code className="font-mono text-xs">{problem.policies.join(', ')}</code>
          </p>
        )}
        {request_id && <p className="font-mono text-xs">Request {request_id}</p>}
      </div>
      <Button size="small" disabled={busy} onClick={() => askAgain(id)}>
        <RotateCcw aria-hidden />
        Retry
      </Button>
    </div>
  )
}

function Foot({ message }: { message: Message }) {
  const { askAgain, busy, participants } = useChat()
  const gone = participants.get(message.participant_id ?? '')?.removed ?? true
  const facts = factsOf(message)
  return (
    <footer className="-ml-1.5 flex min-h-7 flex-wrap items-center gap-x-1 text-muted text-xs">
      <Alternatives message={message} />
      {message.content !== '' && <CopyButton text={message.content} label="the answer" />}
      {!gone && message.problem === null && (
        <Button
          variant="ghost"
          size="smallIcon"
          aria-label="Answer again"
          disabled={busy}
          onClick={() => askAgain(message.id)}
        >
          <RotateCcw aria-hidden />
        </Button>
      )}
      <Details message={message} />
      <span className="wrap-anywhere tabular-nums">
        <Moment at={message.created_at} />
        {facts.map((fact) => ` · ${fact}`)}
      </span>
    </footer>
  )
}

function Details({ message }: { message: Message }) {
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button variant="ghost" size="smallIcon" aria-label="What this answer took">
          <Info aria-hidden />
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          aria-label="What this answer took"
          collisionPadding={8}
          className="z-40 max-w-[calc(100vw-1rem)] rounded-lg border bg-surface p-3 text-xs shadow-float"
        >
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
            {detailsOf(message).map(([name, value]) => (
              <div key={name} className="contents">
                <dt className="text-muted">{name}</dt>
                <dd className="wrap-anywhere font-mono tabular-nums">{value}</dd>
              </div>
            ))}
          </dl>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

import { SendHorizontal } from 'lucide-react'
import { type KeyboardEvent, lazy, Suspense, useRef, useState } from 'react'
import type { ListSuggestionsResponse } from '@/api/gen'
import { asProblem, type Problem } from '@/api/problem'
import { useActions } from '@/ui/actions'
import { Button } from '@/ui/button'
import { Switch } from '@/ui/form'
import { Combobox } from './combobox'
import { among, EnvironmentSelect, loadEnvironment } from './environment'
import { Help, helpIn } from './help'
import { Panel } from './panel'
import { loadRecent, remembered, saveRecent } from './recent'
import { Refusal } from './refusal'
import { useDraft, usePlanOnly } from './settings'
import { suggest } from './suggest'
import { useAct } from './use-act'
import { type Command, newKey, useCommand } from './use-command'

// Plans and their dialogs are needed after the first command, not for the first paint.
const Answer = lazy(() => import('./answer').then(({ Answer }) => ({ default: Answer })))
const ActAnswer = lazy(() => import('./act-answer').then(({ ActAnswer }) => ({ default: ActAnswer })))

/** A sentence becomes a plan or a deployment, the answer floats above. */
export function Bar({ offered }: { offered: ListSuggestionsResponse | undefined }) {
  const input = useRef<HTMLInputElement>(null)
  const latest = useRef<Command | null>(null)
  const [text, setText] = useDraft()
  const [chosen, setEnv] = useState(loadEnvironment)
  const env = among(offered?.environments ?? [], chosen)
  const [planOnly, setPlanOnly] = usePlanOnly()
  const [recent, setRecent] = useState(loadRecent)
  const running = useCommand()
  const acting = useAct()
  const { variables: sent } = running
  const busy = running.isPending || acting.isPending
  const acted = acting.data && acting.data.heard.act !== null ? acting.data : null
  const focus = () => input.current?.focus()
  useActions('Everywhere', [
    {
      id: 'command-bar',
      label: 'Type a command',
      keys: '/',
      run: () => {
        focus()
        input.current?.click()
      },
    },
  ])

  const run = (command: Command) => running.mutate(command, { onSuccess: () => setText('') })
  // A sentence about something deployed is answered; every other one is a command to deploy.
  const ask = (command: Command) =>
    acting.mutate(command.command, {
      onSuccess: ({ heard }) => (heard.act === null ? run(command) : setText('')),
    })
  const send = () => {
    if (text.trim() === '' || busy) return
    const now = remembered(recent, text)
    saveRecent(now)
    setRecent(now)
    const command: Command = { command: text.trim(), env, planOnly, idempotencyKey: newKey() }
    running.reset()
    latest.current = command
    ask(command)
  }
  const close = () => {
    running.reset()
    acting.reset()
    focus()
  }
  const edit = () => {
    if (sent) setText(sent.command)
    if (sent) setEnv(sent.env)
    focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented && !(running.isIdle && acting.isIdle) && !busy)
      close()
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape belongs to whatever has the focus in here
    <div onKeyDown={onKeyDown}>
      <div className="absolute inset-x-0 bottom-full">
        <div className="mx-auto max-w-5xl px-3 sm:px-5">
          {acted && (
            <Suspense>
              <ActAnswer acted={acted} onClose={close} />
            </Suspense>
          )}
          {acting.isError && (
            <Refused
              problem={asProblem(acting.error)}
              onRetry={() => latest.current && ask(latest.current)}
              onTry={setText}
              onClose={close}
            />
          )}
          {running.isSuccess && (
            <Suspense>
              <Answer
                key={running.data.command_id}
                result={running.data.result}
                onEdit={edit}
                onClose={close}
              />
            </Suspense>
          )}
          {running.isError && (
            <Refused
              problem={asProblem(running.error)}
              onRetry={() => run(running.variables)}
              onTry={(command) => {
                setText(command)
                close()
              }}
              onClose={close}
            />
          )}
        </div>
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
        aria-label="Command"
        className="group relative flex flex-wrap items-center gap-2"
      >
        <EnvironmentSelect
          value={env}
          onChange={setEnv}
          known={offered?.environments ?? []}
          disabled={busy}
        />
        <Combobox
          input={input}
          text={text}
          onText={setText}
          suggestions={suggest(text, offered?.suggestions ?? [], recent)}
          onSend={send}
          busy={busy}
        />
        {/* On a phone it has a line of its own, and only while somebody is at the bar. */}
        <span className="flex items-center max-sm:order-last max-sm:hidden max-sm:w-full max-sm:group-focus-within:flex">
          <Switch checked={planOnly} onChange={setPlanOnly} disabled={busy}>
            Plan only
          </Switch>
        </span>
        <Button type="submit" variant="primary" busy={busy} className="h-9 min-w-9 max-sm:px-2 sm:min-w-24">
          {!busy && <SendHorizontal aria-hidden />}
          <span className="max-sm:sr-only">{busy ? 'Processing…' : planOnly ? 'Plan' : 'Send'}</span>
        </Button>
      </form>
      <p className="sr-only" role="status">
        {busy && 'Processing the command'}
        {running.isSuccess &&
          `${sent?.planOnly ? 'Planned' : 'Accepted'}: ${running.data.result.deployment.name}`}
      </p>
    </div>
  )
}

type RefusedProps = {
  problem: Problem
  onRetry: () => void
  onTry: (command: string) => void
  onClose: () => void
}

function Refused({ problem, onRetry, onTry, onClose }: RefusedProps) {
  const help = helpIn(problem)
  return (
    <Panel onClose={onClose}>
      <Refusal problem={problem} onRetry={onRetry} />
      {help && <Help help={help} onTry={onTry} />}
    </Panel>
  )
}

import { Ban, Check, ChevronRight, Hourglass, LoaderCircle, Wrench } from 'lucide-react'
import type { Tool } from './types'

/** The tools that an agent used for an answer; each can be opened. */
export function Tools({ tools, finished }: { tools: readonly Tool[]; finished: boolean }) {
  if (tools.length === 0) return null
  return (
    <ul aria-label="Tools" className="flex flex-col gap-1">
      {tools.map((tool) => (
        <li key={tool.id}>
          <details className="group rounded-md border text-sm">
            <summary className="flex min-h-8 cursor-pointer list-none items-center gap-2 px-2.5 py-1">
              <ChevronRight aria-hidden className="size-3.5 shrink-0 text-muted group-open:rotate-90" />
              <Wrench aria-hidden className="size-3.5 shrink-0 text-muted" />
              <span className="wrap-anywhere font-mono text-xs">{tool.name}</span>
              <State tool={tool} finished={finished} />
            </summary>
            <dl className="flex flex-col gap-2 border-t px-2.5 py-2 text-xs">
              <Part name="Asked with" text={pretty(tool.arguments)} />
              {tool.result !== null && <Part name="Gave back" text={pretty(tool.result)} />}
            </dl>
          </details>
        </li>
      ))}
    </ul>
  )
}

function State({ tool, finished }: { tool: Tool; finished: boolean }) {
  const asked = tool.approval_id !== null && tool.result === null
  const [Icon, words, tone] = tool.refused
    ? ([Ban, 'Not permitted', 'text-warn'] as const)
    : tool.result !== null
      ? ([Check, 'Done', 'text-ok'] as const)
      : asked
        ? ([Hourglass, 'Waits for approval', 'text-warn'] as const)
        : finished
          ? ([Ban, 'Cut off', 'text-muted'] as const)
          : ([LoaderCircle, 'Running', 'text-info'] as const)
  return (
    <span className={`ml-auto inline-flex shrink-0 items-center gap-1 text-xs ${tone}`}>
      <Icon aria-hidden className={words === 'Running' ? 'size-3.5 animate-spin' : 'size-3.5'} />
      {words}
    </span>
  )
}

function Part({ name, text }: { name: string; text: string }) {
  return (
    <div>
      <dt className="text-muted">{name}</dt>
      <dd>
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className="wrap-anywhere max-h-64 overflow-auto whitespace-pre-wrap font-mono"
        >
          {text}
        </pre>
      </dd>
    </div>
  )
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

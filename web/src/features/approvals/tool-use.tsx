import { Link } from '@tanstack/react-router'
import { Eye, Globe, PencilLine } from 'lucide-react'
import { paths } from '@/paths'
import { Badge } from '@/ui/badge'
import type { Detail } from './types'

type Tool = NonNullable<Detail['tool']>

/** A use of a tool, exactly as it would be made: every argument, whole. */
export function ToolUse({ tool }: { tool: Tool }) {
  const given = Object.entries(tool.arguments)
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold text-base">What would be done</h3>
      <div className="flex flex-wrap items-center gap-2">
        <code className="wrap-anywhere font-mono text-sm">{tool.tool}</code>
        {tool.reads_only ? (
          <Badge tone="idle" icon={Eye} word="Only reads" />
        ) : (
          <Badge tone="warn" icon={PencilLine} word="Changes something" />
        )}
        {tool.egress && <Badge tone="warn" icon={Globe} word="Others may read it" />}
      </div>
      {tool.description && <p className="wrap-anywhere text-muted text-sm">{tool.description}</p>}
      <dl aria-label="Arguments" className="divide-y rounded-md border text-sm">
        {given.map(([name, value]) => (
          <div key={name} className="grid gap-x-3 px-3 py-1.5 sm:grid-cols-[34%_minmax(0,1fr)]">
            <dt className="wrap-anywhere font-mono text-muted text-xs leading-5">{name}</dt>
            <dd
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
              tabIndex={0}
              className="wrap-anywhere max-h-96 overflow-auto whitespace-pre-wrap"
            >
              {typeof value === 'string' ? value : JSON.stringify(value, null, 2)}
            </dd>
          </div>
        ))}
        {given.length === 0 && <p className="px-3 py-1.5 text-muted">No arguments.</p>}
      </dl>
      <dl className="grid gap-x-3 gap-y-1 text-sm sm:grid-cols-[34%_minmax(0,1fr)]">
        <Fact name="Agent">{tool.agent}</Fact>
        <Fact name="Connection">{tool.connection}</Fact>
        {tool.labels.length > 0 && <Fact name="In the arguments">{tool.labels.join(', ')}</Fact>}
        {tool.taint.length > 0 && <Fact name="Read by tools before">{tool.taint.join(', ')}</Fact>}
        <Fact name="Run">
          <Link
            to={paths.run}
            params={{ id: tool.run } as never}
            className="font-mono text-accent text-xs underline-offset-2 hover:underline"
          >
            {tool.run}
          </Link>
        </Fact>
        <Fact name="Digest">
          <code className="font-mono text-xs">{tool.digest}</code>
        </Fact>
      </dl>
      <p className="text-muted text-xs">
        The digest is of the tool and these arguments. The audit log holds it again for what was really done.
      </p>
    </section>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </>
  )
}

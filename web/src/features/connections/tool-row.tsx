import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ArrowUpFromLine, Eye, PencilLine, Play, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import type { ToolChange } from '@/api/gen'
import { changeConnectionToolMutation } from '@/api/gen/@tanstack/react-query.gen'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { CodeBlock } from '@/ui/code-block'
import { CopyButton } from '@/ui/copy-button'
import { Switch } from '@/ui/form'
import { toast } from '@/ui/toast'
import { refreshProviders } from './queries'
import { TryDialog } from './try-dialog'
import type { Tool } from './types'

type Props = { id: string; tool: Tool; mayWrite: boolean; mayTest: boolean }

/** One tool: what it does, what it says of itself, and what a person says of it. */
export function ToolRow({ id, tool, mayWrite, mayTest }: Props) {
  const { name, use, description, input_schema, reads_only, egress, approval, enabled } = tool
  const [trying, setTrying] = useState(false)
  return (
    <li className="flex min-w-0 flex-col gap-2 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="wrap-anywhere min-w-0 font-medium font-mono text-sm">{name}</h3>
        <CopyButton text={use} label={use} />
        {reads_only ? (
          <Badge tone="ok" icon={Eye} word="Reads" />
        ) : (
          <Badge tone="warn" icon={PencilLine} word="Changes" />
        )}
        {egress && <Badge tone="info" icon={ArrowUpFromLine} word="Lets data out" />}
        {approval === 'always' && <Badge tone="info" icon={ShieldCheck} word="Always asks" />}
        {mayTest && enabled && (
          <Button size="small" className="ml-auto" onClick={() => setTrying(true)} aria-label={`Try ${name}`}>
            <Play aria-hidden />
            Try
          </Button>
        )}
      </div>
      <p className="wrap-anywhere line-clamp-4 text-muted text-sm">{description}</p>
      <details>
        <summary className="cursor-pointer text-sm">Arguments</summary>
        <CodeBlock
          label={`Arguments of ${name}`}
          code={JSON.stringify(input_schema, null, 2)}
          className="mt-2"
        />
      </details>
      {mayWrite && <Switches id={id} tool={tool} />}
      {trying && <TryDialog id={id} tool={tool} onClose={() => setTrying(false)} />}
    </li>
  )
}

function Switches({ id, tool }: { id: string; tool: Tool }) {
  const queries = useQueryClient()
  const change = useMutation({
    ...changeConnectionToolMutation(),
    onError: (error) => toast.error(`${tool.name} was not changed`, { description: error.detail }),
    onSettled: () => refreshProviders(queries),
  })
  const set = (members: Omit<ToolChange, 'digest'>) =>
    change.mutate({
      path: { connection_id: id, name: tool.name },
      body: { digest: tool.digest, ...members },
    })
  const declared = (held: boolean, said: boolean) => (held === said ? '' : ' (it says otherwise)')
  return (
    <fieldset className="flex flex-wrap gap-x-5 gap-y-2" disabled={change.isPending}>
      <legend className="sr-only">What holds for {tool.name}</legend>
      <Switch checked={tool.enabled} onChange={(enabled) => set({ enabled })}>
        Agents may use it
      </Switch>
      <Switch
        checked={tool.approval === 'always'}
        onChange={(always) => set({ approval: always ? 'always' : 'policy' })}
      >
        A person approves each use
      </Switch>
      <Switch
        checked={tool.reads_only}
        onChange={(only) => set({ reads_only: only === tool.declared_reads_only ? null : only })}
      >
        Only reads{declared(tool.reads_only, tool.declared_reads_only)}
      </Switch>
      <Switch
        checked={tool.egress}
        onChange={(out) => set({ egress: out === tool.declared_egress ? null : out })}
      >
        Lets data out{declared(tool.egress, tool.declared_egress)}
      </Switch>
    </fieldset>
  )
}

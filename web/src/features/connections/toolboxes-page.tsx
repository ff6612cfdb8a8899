import { Link, useNavigate } from '@tanstack/react-router'
import { CircleOff, PlugZap, Plus, TriangleAlert, Wrench } from 'lucide-react'
import { useState } from 'react'
import { paths } from '@/paths'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { Notice } from '@/ui/notice'
import { PageHeader } from '@/ui/page-header'
import { Skeleton } from '@/ui/skeleton'
import { Pager, usePaging } from '@/ui/table'
import { TOOLBOX_NAMES } from './kinds'
import { LastTest } from './last-test'
import { useTests, useToolboxes } from './queries'
import { AddToolboxDialog } from './toolbox-dialog'
import type { Toolbox } from './types'

type Props = { mayWrite: boolean; mayTest: boolean }

/** The organisation's connections with tools: which there are, and whether they work. */
export function ToolboxesPage({ mayWrite, mayTest }: Props) {
  const { after, onAfter, onBack } = usePaging()
  const { data, error, isFetching, refetch } = useToolboxes(after)
  const [adding, setAdding] = useState(false)
  const { call, testing, errors } = useTests()
  const navigate = useNavigate()
  const shown = data?.items ?? []
  const add = mayWrite && (
    <Button variant="primary" onClick={() => setAdding(true)}>
      <Plus aria-hidden />
      Add a connection
    </Button>
  )
  return (
    <div className="flex max-w-4xl flex-col gap-4">
      <PageHeader
        title="Tools"
        description="What agents may use outside: HTTP APIs, MCP servers, databases, mail and chats."
        actions={shown.length > 0 && add}
      />
      {!mayWrite && (
        <Notice tone="idle" title="You can look at this page">
          Adding, changing and testing connections needs the role owner or admin.
        </Notice>
      )}
      {error && (
        <Failure what="The connections could not be loaded" error={error} busy={isFetching} onRetry={refetch}>
          {data && 'What you see is how they were.'}
        </Failure>
      )}
      {!data && !error && <Skeleton className="h-36" />}
      {data && shown.length === 0 && (
        <div className="rounded-lg border bg-surface">
          <EmptyState
            icon={Wrench}
            title="No tools yet"
            action={add}
            command="remit connections add docs --kind mcp --url https://mcp.example.com/mcp"
          >
            Connect an HTTP API, an MCP server, a database, a mail server or a channel.
          </EmptyState>
        </div>
      )}
      {shown.map((toolbox) => (
        <ToolboxCard
          key={toolbox.id}
          toolbox={toolbox}
          mayTest={mayTest}
          testing={testing.has(toolbox.id)}
          testError={errors[toolbox.id]}
          onTest={() => void call(toolbox.id)}
        />
      ))}
      {(data?.next || after) && (
        <Pager
          shown={shown.length}
          noun="connections"
          next={data?.next}
          after={after}
          onAfter={onAfter}
          onBack={onBack}
        />
      )}
      {adding && (
        <AddToolboxDialog
          onClose={() => setAdding(false)}
          onAdded={(id) => void call(id).then(() => navigate({ to: paths.settingsToolbox, params: { id } }))}
        />
      )}
    </div>
  )
}

type CardProps = {
  toolbox: Toolbox
  mayTest: boolean
  testing: boolean
  testError: unknown
  onTest: () => void
}

function ToolboxCard({ toolbox, mayTest, testing, testError, onTest }: CardProps) {
  const { id, name, slug, kind, address, enabled, differs, tools, last_test } = toolbox
  return (
    <article aria-label={name} className="flex min-w-0 flex-col gap-3 rounded-lg border bg-surface p-4">
      <header className="flex items-start gap-2">
        <div className="flex min-h-7 min-w-0 flex-1 flex-wrap items-center gap-x-2 gap-y-1">
          <h2 className="wrap-anywhere min-w-0 font-semibold text-base">
            <Link to={paths.settingsToolbox} params={{ id }} className="hover:underline">
              {name}
            </Link>
          </h2>
          {!enabled && <Badge tone="idle" icon={CircleOff} word="Off" />}
          {differs && <Badge tone="warn" icon={TriangleAlert} word="Offers something else" />}
        </div>
        {mayTest && (
          <Button size="small" busy={testing} onClick={onTest} aria-label={`Test ${name}`}>
            {!testing && <PlugZap aria-hidden />}
            Test
          </Button>
        )}
      </header>
      <p className="wrap-anywhere text-muted text-sm">
        {TOOLBOX_NAMES[kind]}, {address}. In agent files <code className="font-mono text-xs">{slug}</code>,{' '}
        {tools === 1 ? '1 tool' : `${tools} tools`}.
      </p>
      <LastTest test={last_test} busy={testing} />
      {testError != null && <Failure what={`${slug} was not tested`} error={testError} onRetry={onTest} />}
    </article>
  )
}

import { Link, useNavigate } from '@tanstack/react-router'
import { CircleOff, Pencil, PlugZap, Power, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { ToolboxDetail } from '@/api/gen'
import { paths } from '@/paths'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Failure } from '@/ui/failure'
import { PageHeader } from '@/ui/page-header'
import { Skeleton } from '@/ui/skeleton'
import { toast } from '@/ui/toast'
import { BearingCard } from './bearing-card'
import { DeleteDialog } from './delete-dialog'
import { HealthCard } from './health-card'
import { TOOLBOX_NAMES, useKinds } from './kinds'
import { LastTest } from './last-test'
import { useChange, useTests, useToolbox } from './queries'
import { SignInButton } from './sign-in-button'
import { EditToolboxDialog } from './toolbox-dialog'
import { ToolsCard } from './tools-card'

type Props = { id: string; mayWrite: boolean; mayTest: boolean }

/** One connection with tools: whether it works, what it offers, how it does, and what it bears. */
export function ToolboxPage({ id, mayWrite, mayTest }: Props) {
  const { data, error, refetch } = useToolbox(id)
  return (
    <div className="flex flex-col gap-4">
      <Link to={paths.settingsToolboxes} className="text-muted text-sm hover:underline">
        Tools
      </Link>
      <PageHeader
        title={data?.name ?? 'Connection'}
        description={data && `${TOOLBOX_NAMES[data.kind]}, ${data.address}; in agent files ${data.slug}.tool`}
      />
      {error && <Failure what="The connection could not be loaded" error={error} onRetry={refetch} />}
      {data === undefined && !error && <Skeleton className="h-40" />}
      {data === null && (
        <p className="text-sm">
          This is a model provider:{' '}
          <Link to={paths.settingsProvider} params={{ id }} className="underline">
            go to its page
          </Link>
          .
        </p>
      )}
      {data && (
        <>
          <StateCard toolbox={data} mayWrite={mayWrite} mayTest={mayTest} />
          <ToolsCard toolbox={data} mayWrite={mayWrite} mayTest={mayTest} />
          <HealthCard id={id} />
          <BearingCard connection={data} mayWrite={mayWrite} />
        </>
      )}
    </div>
  )
}

type CardProps = Omit<Props, 'id'> & { toolbox: ToolboxDetail }

function StateCard({ toolbox, mayWrite, mayTest }: CardProps) {
  const { id, name, slug, version, enabled, last_test, used_by, has_secret, secret_hint } = toolbox
  const { call, testing, errors } = useTests()
  const [open, setOpen] = useState<'edit' | 'delete' | null>(null)
  const kind = useKinds().data?.toolboxes.find((each) => each.kind === toolbox.kind)
  const change = useChange()
  const navigate = useNavigate()
  const turn = () =>
    change.mutate(
      { path: { connection_id: id }, body: { version, enabled: !enabled } },
      {
        onSuccess: () => toast.success(`${name} is ${enabled ? 'off' : 'on'}`),
        onError: (error) => toast.error(`${name} was not changed`, { description: error.detail }),
      },
    )
  return (
    <Card
      title="Connection"
      aside={!enabled && <Badge tone="idle" icon={CircleOff} word="Off" />}
      className="flex flex-col"
    >
      <div className="flex flex-col gap-3">
        <LastTest test={last_test} busy={testing.has(id)} />
        {errors[id] != null && <Failure what={`${slug} was not tested`} error={errors[id]} />}
        <p className="wrap-anywhere text-muted text-sm">
          {kind?.secret_label ?? 'Key'}:{' '}
          {secret_hint ? `•••• ${secret_hint}` : has_secret ? 'stored' : 'none'}.{' '}
          {used_by.length > 0 ? `Used by ${used_by.join(', ')}.` : 'No agent uses it.'}
        </p>
        <div className="flex flex-wrap gap-2">
          {mayTest && (
            <Button size="small" busy={testing.has(id)} onClick={() => void call(id)}>
              {!testing.has(id) && <PlugZap aria-hidden />}
              Test
            </Button>
          )}
          {mayWrite && (
            <>
              <SignInButton toolbox={toolbox} />
              <Button size="small" disabled={!kind} onClick={() => setOpen('edit')}>
                <Pencil aria-hidden />
                Edit
              </Button>
              <Button size="small" busy={change.isPending} onClick={turn}>
                {!change.isPending && (enabled ? <CircleOff aria-hidden /> : <Power aria-hidden />)}
                {enabled ? 'Turn off' : 'Turn on'}
              </Button>
              <Button size="small" onClick={() => setOpen('delete')}>
                <Trash2 aria-hidden />
                Delete
              </Button>
            </>
          )}
        </div>
      </div>
      {open === 'edit' && kind && (
        <EditToolboxDialog
          toolbox={toolbox}
          kind={kind}
          onClose={() => setOpen(null)}
          onSaved={() => void call(id)}
        />
      )}
      {open === 'delete' && (
        <DeleteDialog
          connection={toolbox}
          onClose={() => setOpen(null)}
          onDeleted={() => void navigate({ to: paths.settingsToolboxes })}
        />
      )}
    </Card>
  )
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import type { ToolboxDetail, ToolDifference } from '@/api/gen'
import {
  acceptConnectionToolsMutation,
  listConnectionToolsOptions,
  refreshConnectionToolsMutation,
} from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Failure } from '@/ui/failure'
import { FieldDiff } from '@/ui/field-diff'
import { Notice } from '@/ui/notice'
import { Skeleton } from '@/ui/skeleton'
import { toast } from '@/ui/toast'
import { refreshProviders } from './queries'
import { ToolRow } from './tool-row'
import { changesOf } from './tools'

type Props = { toolbox: ToolboxDetail; mayWrite: boolean; mayTest: boolean }

/** The tools that were taken over, and what the place offers otherwise until somebody accepts it. */
export function ToolsCard({ toolbox, mayWrite, mayTest }: Props) {
  const path = { connection_id: toolbox.id }
  const { data, error, refetch } = useQuery(listConnectionToolsOptions({ path }))
  const queries = useQueryClient()
  const refresh = useMutation({
    ...refreshConnectionToolsMutation(),
    onSuccess: (found) => {
      if (!found.difference) toast.success(`${toolbox.name} offers what was taken over`)
    },
    onSettled: () => refreshProviders(queries),
  })
  return (
    <Card
      title="Tools"
      aside={
        mayTest && (
          <Button size="small" busy={refresh.isPending} onClick={() => refresh.mutate({ path })}>
            {!refresh.isPending && <RefreshCw aria-hidden />}
            Look for changes
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-3">
        {error && <Failure what="The tools could not be loaded" error={error} onRetry={refetch} />}
        {refresh.isError && <Failure what="It could not be asked" error={refresh.error} />}
        {!data && !error && <Skeleton className="h-20" />}
        {data?.difference && (
          <DifferenceNotice toolbox={toolbox} found={data.difference} mayWrite={mayWrite} />
        )}
        {data && data.items.length === 0 && (
          <p className="text-muted text-sm">
            {data.asked_at ? 'It offers no tools.' : 'Nobody has asked it yet what it offers: test it.'}
          </p>
        )}
        <ul className="flex flex-col divide-y">
          {data?.items.map((tool) => (
            <ToolRow key={tool.name} id={toolbox.id} tool={tool} mayWrite={mayWrite} mayTest={mayTest} />
          ))}
        </ul>
      </div>
    </Card>
  )
}

type NoticeProps = { toolbox: ToolboxDetail; found: ToolDifference; mayWrite: boolean }

/** What would change; agents go on with what was taken over until it is accepted. */
function DifferenceNotice({ toolbox, found, mayWrite }: NoticeProps) {
  const queries = useQueryClient()
  const accept = useMutation({
    ...acceptConnectionToolsMutation(),
    onSuccess: () => toast.success(`The tools of ${toolbox.name} are taken over`),
    onSettled: () => refreshProviders(queries),
  })
  const take = () => accept.mutate({ path: { connection_id: toolbox.id }, body: { digest: found.digest } })
  return (
    <Notice
      tone="warn"
      title="It offers something else than was taken over"
      action={
        mayWrite && (
          <Button size="small" busy={accept.isPending} onClick={take}>
            Accept
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-2">
        <p>
          Agents keep what was taken over until somebody accepts this.
          {toolbox.kind === 'http_api' && ' What is set up otherwise by now is not used until then.'}
        </p>
        {found.new.map(({ name, description }) => (
          <p key={name} className="wrap-anywhere">
            New: <code className="font-mono text-xs">{name}</code> {description.slice(0, 300)}
          </p>
        ))}
        {found.gone.map(({ name }) => (
          <p key={name}>
            Gone: <code className="font-mono text-xs">{name}</code>
          </p>
        ))}
        {found.changed.map(({ before, after }) => (
          <div key={after.name} className="flex min-w-0 flex-col gap-1">
            <p>
              Changed: <code className="font-mono text-xs">{after.name}</code>
            </p>
            <FieldDiff label={`What changed of ${after.name}`} changes={changesOf(before, after)} />
          </div>
        ))}
        {accept.isError && <Failure what="It was not accepted" error={accept.error} />}
      </div>
    </Notice>
  )
}

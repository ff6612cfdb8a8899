import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ArrowUp, PencilLine, Plus, ShieldCheck, Snowflake, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { EnvironmentList, EnvironmentSetting } from '@/api/gen'
import {
  listEnvironmentsOptions,
  listEnvironmentsQueryKey,
  orderEnvironmentsMutation,
} from '@/api/gen/@tanstack/react-query.gen'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Card } from '@/ui/card'
import { Failure } from '@/ui/failure'
import { PageHeader } from '@/ui/page-header'
import { Skeleton } from '@/ui/skeleton'
import { AddDialog } from './add-dialog'
import { EnvironmentDialog } from './environment-dialog'
import { FreezeDialog } from './freeze-dialog'
import { Freezes } from './freezes'
import { RemoveDialog } from './remove-dialog'
import { told } from './strategy'

const PROTECTED = { word: 'Protected', tone: 'warn', icon: ShieldCheck } as const
const FROZEN = { word: 'Frozen', tone: 'info', icon: Snowflake } as const

/** The environments in their order: how new versions come to serve there, what may run there, and when nothing changes. */
export function EnvironmentsPage() {
  const { data, isError, error, isFetching, refetch } = useQuery(listEnvironmentsOptions())
  const [open, setOpen] = useState<'add' | 'freeze' | null>(null)
  return (
    <>
      <PageHeader
        title="Environments"
        description="What runs is promoted from one environment to the next, and rolled out there as it says."
        actions={
          data?.may_write && (
            <>
              <Button onClick={() => setOpen('freeze')}>
                <Snowflake aria-hidden />
                Freeze…
              </Button>
              <Button variant="primary" onClick={() => setOpen('add')}>
                <Plus aria-hidden />
                Add environment…
              </Button>
            </>
          )
        }
      />
      {isError && (
        <Failure
          what="The environments could not be loaded"
          error={error}
          busy={isFetching}
          onRetry={() => void refetch()}
        />
      )}
      {data ? <Loaded data={data} /> : !isError && <Skeleton className="h-64 w-full" />}
      {open === 'freeze' && data && <FreezeDialog data={data} onClose={() => setOpen(null)} />}
      {open === 'add' && data && <AddDialog data={data} onClose={() => setOpen(null)} />}
    </>
  )
}

function Loaded({ data }: { data: EnvironmentList }) {
  const [asked, setAsked] = useState<EnvironmentSetting | null>(null)
  const [removing, setRemoving] = useState<string | null>(null)
  const queries = useQueryClient()
  const order = useMutation({
    ...orderEnvironmentsMutation(),
    onSuccess: () => queries.invalidateQueries({ queryKey: listEnvironmentsQueryKey() }),
  })
  const names = data.environments.map(({ name }) => name)
  const moveUp = (place: number) => {
    const moved = [...names]
    moved.splice(place - 1, 0, ...moved.splice(place, 1))
    order.mutate({ body: { names: moved } })
  }
  return (
    <>
      {!data.may_write && (
        <p className="text-muted text-sm">Admins and owners change environments and freeze them.</p>
      )}
      {order.error && <Failure what="The order was not changed" error={order.error} />}
      <ol aria-label="Environments, in the order of promotion" className="flex flex-col gap-3">
        {data.environments.map((each, place) => (
          <li key={each.name}>
            <One
              environment={each}
              place={place}
              onMoveUp={data.may_write && place > 0 ? () => moveUp(place) : null}
              onChange={data.may_write ? () => setAsked(each) : null}
              onRemove={
                data.may_write && each.deployments === 0 && names.length > 1
                  ? () => setRemoving(each.name)
                  : null
              }
            />
          </li>
        ))}
      </ol>
      <Freezes data={data} />
      {asked && <EnvironmentDialog environment={asked} hosts={data.hosts} onClose={() => setAsked(null)} />}
      {removing && <RemoveDialog name={removing} onClose={() => setRemoving(null)} />}
    </>
  )
}

type OneProps = {
  environment: EnvironmentSetting
  place: number
  onMoveUp: (() => void) | null
  onChange: (() => void) | null
  onRemove: (() => void) | null
}

function One({ environment, place, onMoveUp, onChange, onRemove }: OneProps) {
  const { name, title, strategy, hosts, frozen, needs_approval, refusal, deployments } = environment
  return (
    <Card
      title={
        <span className="flex items-center gap-2">
          {place + 1}. <bdi className="truncate">{title}</bdi>
          <code className="text-muted text-xs">{name}</code>
          {environment.protected && <Badge {...PROTECTED} />}
          {frozen && <Badge {...FROZEN} />}
        </span>
      }
      aside={
        <span className="flex shrink-0 gap-1">
          {onMoveUp && (
            <Button size="small" variant="ghost" aria-label={`Move ${name} up`} onClick={onMoveUp}>
              <ArrowUp aria-hidden />
            </Button>
          )}
          {onRemove && (
            <Button size="small" variant="ghost" aria-label={`Remove ${name}`} onClick={onRemove}>
              <Trash2 aria-hidden />
            </Button>
          )}
          {onChange && (
            <Button size="small" aria-label={`Change ${name}`} onClick={onChange}>
              <PencilLine aria-hidden />
              Change
            </Button>
          )}
        </span>
      }
    >
      <dl className="grid grid-cols-1 gap-x-4 gap-y-1 text-sm sm:grid-cols-[9rem_1fr]">
        <dt className="text-muted">New versions</dt>
        <dd>{told(strategy)}</dd>
        <dt className="text-muted">Approval</dt>
        <dd>
          {refusal ?? (needs_approval ? 'Another person approves what you deploy there' : 'None needed')}
        </dd>
        <dt className="text-muted">Hosts</dt>
        <dd>{hosts.length > 0 ? hosts.join(', ') : 'Any'}</dd>
        <dt className="text-muted">Runs there</dt>
        <dd className="tabular-nums">{deployments}</dd>
      </dl>
    </Card>
  )
}

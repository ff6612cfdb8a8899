import { useQuery } from '@tanstack/react-query'
import type { InstanceAnswer, InstanceList } from '@/api/gen'
import { listInstancesOptions } from '@/api/gen/@tanstack/react-query.gen'
import { Card } from '@/ui/card'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { Moment } from '@/ui/moment'
import { Notice } from '@/ui/notice'
import { type Column, DataTable } from '@/ui/table'
import type { Detail } from '../types'

const EVERY_MS = 10_000
const count = new Intl.NumberFormat('en-GB')
const one = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 })
const MIB = 2 ** 20

const COLUMNS: readonly Column<InstanceAnswer>[] = [
  { id: 'name', header: 'Instance', cell: ({ name }) => <span className="font-medium">{name}</span> },
  { id: 'state', header: 'State', cell: ({ state }) => state.replaceAll('_', ' ') },
  {
    id: 'cpu',
    header: 'CPU, % of a core',
    align: 'end',
    cell: ({ cpu_percent }) => figure(cpu_percent, one.format),
  },
  {
    id: 'memory',
    header: 'Memory, MiB',
    align: 'end',
    cell: ({ memory_bytes }) => figure(memory_bytes, (bytes) => count.format(Math.round(bytes / MIB))),
  },
  {
    id: 'requests',
    header: 'Requests today',
    align: 'end',
    cell: ({ requests }) => figure(requests, count.format),
    className: 'max-sm:hidden',
  },
  {
    id: 'since',
    header: 'Since',
    cell: ({ since }) => (since ? <Moment at={since} /> : '–'),
    className: 'text-muted max-sm:hidden',
  },
]

/** The metrics a host measures over all instances together, as a reader knows them. */
const METRICS: Record<string, [name: string, unit: string]> = {
  calls: ['Calls', ''],
  client_errors: ['Client errors', ''],
  server_errors: ['Server errors', ''],
  throttled: ['Refused, too many at once', ''],
  at_once: ['Most at once', ''],
  latency_ms: ['Mean latency', ' ms'],
  cpu_percent: ['CPU', ' %'],
  memory_percent: ['Memory', ' %'],
  gpu_percent: ['GPU', ' %'],
  gpu_memory_percent: ['GPU memory', ' %'],
}

/** What runs now, as its host sees it: CPU, memory, requests; and why figures are missing. */
export function Instances({ detail }: { detail: Detail }) {
  const instances = useQuery({
    ...listInstancesOptions({ path: { plan_id: detail.plan_id } }),
    refetchInterval: EVERY_MS,
  })
  const { data } = instances
  if (instances.isError)
    return (
      <Failure
        what="The instances could not be loaded"
        error={instances.error}
        busy={instances.isFetching}
        onRetry={() => void instances.refetch()}
      />
    )
  return (
    <>
      {data?.shared && <Notice tone="info" title={data.shared} />}
      <DataTable
        label="Instances"
        columns={COLUMNS}
        rows={data?.instances}
        rowId={({ name }) => name}
        rowName={({ name }) => name}
        empty={
          <EmptyState title={data?.missing ?? 'No instance runs'}>
            {data && `${data.wanted} wanted on host ${data.host}.`}
          </EmptyState>
        }
      />
      {data && data.instances.length > 0 && data.missing && <Notice tone="warn" title={data.missing} />}
      {data && <Together metrics={data.metrics} />}
    </>
  )
}

function Together({ metrics }: Pick<InstanceList, 'metrics'>) {
  const known = Object.entries(metrics).filter(([name]) => name in METRICS)
  if (known.length === 0) return null
  return (
    <Card title="All instances, last five minutes">
      <dl className="grid grid-cols-2 gap-x-6 gap-y-2 text-sm sm:grid-cols-4">
        {known.map(([name, value]) => {
          const [word, unit] = METRICS[name] ?? [name, '']
          return (
            <div key={name}>
              <dt className="text-muted text-xs">{word}</dt>
              <dd className="font-medium tabular-nums">
                {one.format(value)}
                {unit}
              </dd>
            </div>
          )
        })}
      </dl>
    </Card>
  )
}

function figure(value: number | null, write: (value: number) => string): string {
  return value === null ? '–' : write(value)
}

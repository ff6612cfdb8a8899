import { BellRing, Ellipsis, FlaskConical, PencilLine, RotateCw, Trash2 } from 'lucide-react'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { Menu, MenuItem } from '@/ui/menu'
import { Moment } from '@/ui/moment'
import { Notice } from '@/ui/notice'
import { Skeleton } from '@/ui/skeleton'
import { Pager, usePaging } from '@/ui/table'
import { toast } from '@/ui/toast'
import { useKinds, useNotifications, useTest } from './queries'
import type { Notification, Open } from './types'
import { CHANNELS, standing } from './words'

type Props = { mayWrite: boolean; onOpen: (open: Open) => void }

/** The notifications there are, and how each does. */
export function Channels({ mayWrite, onOpen }: Props) {
  const paging = usePaging()
  const { data, error, isFetching, refetch } = useNotifications(paging.after)
  if (error && !data) {
    return (
      <Failure
        what="The notifications could not be loaded"
        error={error}
        busy={isFetching}
        onRetry={() => void refetch()}
      >
        They are sent all the same.
      </Failure>
    )
  }
  if (!data) return <Skeleton className="h-40 w-full rounded-lg" />
  return (
    <>
      {!mayWrite && (
        <Notice tone="idle" title="You can look at this page">
          Adding, testing and changing notifications needs the role owner or admin.
        </Notice>
      )}
      {data.items.length === 0 ? (
        <div className="rounded-lg border bg-surface">
          <EmptyState icon={BellRing} title="Nobody is told anything yet">
            Choose what is told in a Slack or Teams channel, by mail to the people concerned, or to another
            program by a webhook.
          </EmptyState>
        </div>
      ) : (
        <ul aria-label="Notifications" className="divide-y rounded-lg border bg-surface">
          {data.items.map((row) => (
            <Row key={row.id} row={row} mayWrite={mayWrite} onOpen={onOpen} />
          ))}
        </ul>
      )}
      {(data.next || paging.after) && (
        <Pager {...paging} shown={data.items.length} noun="notifications" next={data.next} />
      )}
    </>
  )
}

function Row({ row, mayWrite, onOpen }: { row: Notification } & Props) {
  const { icon: Icon } = CHANNELS[row.channel]
  const kinds = useKinds()
  const told = row.kinds.map((kind) => kinds.data?.items.find((each) => each.kind === kind)?.words ?? kind)
  return (
    <li className="flex flex-col gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Icon aria-hidden className="size-4 shrink-0 text-muted" />
        <span className="wrap-anywhere font-medium text-sm">{row.name}</span>
        <Badge {...standing(row)} />
        <span className="wrap-anywhere min-w-0 flex-1 basis-40 text-muted text-xs">{row.where}</span>
        {mayWrite && <Actions row={row} onOpen={onOpen} />}
      </div>
      <p className="wrap-anywhere text-muted text-xs">
        {told.join(', ')}
        {row.environments.length > 0 && `; only in ${row.environments.join(' and ')}`}
        {row.kinds.includes('violation.found') && `; violations from ${row.least_severity} on`}
      </p>
      {row.disabled_reason && (
        <Notice tone="bad" title="Remit has switched this off">
          {row.disabled_reason}
        </Notice>
      )}
      {!row.disabled_reason && row.failing_since && (
        <p className="text-warn text-xs">
          Nothing gets through since <Moment at={row.failing_since} />; the messages say why.
        </p>
      )}
      {row.previous_until && (
        <p className="text-muted text-xs">
          Signed with the secret before as well until <Moment at={row.previous_until} />.
        </p>
      )}
    </li>
  )
}

function Actions({ row, onOpen }: { row: Notification; onOpen: (open: Open) => void }) {
  const test = useTest()
  const send = () =>
    test.mutate(
      { path: { notification_id: row.id } },
      {
        onSuccess: ({ ok, said }) =>
          ok ? toast.success(`${row.name} took a test message`) : toast.error(`${row.name}: ${said}`),
        onError: () => toast.error(`The test of ${row.name} was not sent`),
      },
    )
  return (
    <>
      <Button size="small" busy={test.isPending} onClick={send} aria-label={`Test ${row.name}`}>
        <FlaskConical aria-hidden />
        Test
      </Button>
      <Menu
        trigger={
          <Button variant="ghost" size="smallIcon" aria-label={`Actions for ${row.name}`}>
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        <MenuItem icon={PencilLine} onSelect={() => onOpen({ dialog: 'edit', row })}>
          Change
        </MenuItem>
        {row.channel === 'webhook' && (
          <MenuItem icon={RotateCw} onSelect={() => onOpen({ dialog: 'rotate', row })}>
            New secret
          </MenuItem>
        )}
        <MenuItem icon={Trash2} danger onSelect={() => onOpen({ dialog: 'delete', row })}>
          Remove
        </MenuItem>
      </Menu>
    </>
  )
}

import { Bot, User } from 'lucide-react'
import type { KeyAnswer } from '@/api/gen'
import { Button } from '@/ui/button'
import { Moment } from '@/ui/moment'
import type { Column } from '@/ui/table'

/** A key: what it is called and looks like, whom it acts as, and when it was used. */
export function keyColumns(onRevoke: (key: KeyAnswer) => void): readonly Column<KeyAnswer>[] {
  return [
    {
      id: 'name',
      header: 'Key',
      cell: ({ name, shown }) => (
        <span className="block min-w-0 max-w-28 sm:max-w-64">
          <span className="block truncate font-medium">{name}</span>
          <code className="block truncate font-mono text-muted text-xs">{shown}</code>
        </span>
      ),
    },
    { id: 'as', header: 'Acts as', cell: (key) => <Holder answer={key} /> },
    {
      id: 'used',
      header: 'Last used',
      className: 'max-sm:hidden whitespace-nowrap',
      cell: ({ last_used_at }) =>
        last_used_at ? <Moment at={last_used_at} /> : <span className="text-muted">Never</span>,
    },
    {
      id: 'made',
      header: 'Made',
      className: 'max-md:hidden',
      cell: ({ created_at, created_by }) => (
        <span className="block max-w-44">
          <Moment at={created_at} />
          <span className="block truncate text-muted text-xs">by {created_by}</span>
        </span>
      ),
    },
    {
      id: 'revoke',
      header: 'Revoke',
      align: 'end',
      cell: (key) => (
        <Button size="small" onClick={() => onRevoke(key)} aria-label={`Revoke ${key.name}`}>
          Revoke
        </Button>
      ),
    },
  ]
}

function Holder({ answer: { kind, member, mine, role } }: { answer: KeyAnswer }) {
  const Icon = kind === 'personal' ? User : Bot
  const who = kind === 'service_account' ? 'Service account' : mine ? 'You' : member
  return (
    <span className="flex max-w-56 items-center gap-2">
      <Icon aria-hidden className="size-4 shrink-0 text-muted" />
      <span className="min-w-0">
        <span className="block truncate">{who}</span>
        <span className="block text-muted text-xs">{role}</span>
      </span>
    </span>
  )
}

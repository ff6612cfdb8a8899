import { Ellipsis, PencilLine, Trash2 } from 'lucide-react'
import { Button } from '@/ui/button'
import { Menu, MenuItem } from '@/ui/menu'
import type { Open } from './types'

type Props<Row> = { name: string; row: Row; onOpen: (open: Open<Row>) => void }

/** What can be done with a budget or a limit. */
export function RowMenu<Row>({ name, row, onOpen }: Props<Row>) {
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="smallIcon" aria-label={`Actions for ${name}`}>
          <Ellipsis aria-hidden />
        </Button>
      }
    >
      <MenuItem icon={PencilLine} onSelect={() => onOpen({ dialog: 'edit', row })}>
        Change
      </MenuItem>
      <MenuItem icon={Trash2} danger onSelect={() => onOpen({ dialog: 'delete', row })}>
        Delete
      </MenuItem>
    </Menu>
  )
}

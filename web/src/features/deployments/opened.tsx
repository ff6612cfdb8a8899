import { DeleteDialog } from './delete-dialog'
import { ScaleDialog } from './scale-dialog'
import type { Row } from './types'
import { UpdateDialog } from './update-dialog'

/** A dialog that was asked for, about a deployment as it was then. */
export type Asked = { verb: 'scale' | 'update' | 'delete'; row: Row }

type Props = { asked: Asked; onClose: () => void; onDeleted?: () => void }

export function OpenedDialog({ asked: { verb, row }, onClose, onDeleted }: Props) {
  if (verb === 'scale') return <ScaleDialog row={row} onClose={onClose} />
  if (verb === 'update') return <UpdateDialog row={row} onClose={onClose} />
  return <DeleteDialog deployment={row} onClose={onClose} onDeleted={onDeleted} />
}

import { useNavigate } from '@tanstack/react-router'
import { Ellipsis, FileText } from 'lucide-react'
import { paths } from '@/paths'
import { Button } from '@/ui/button'
import { Menu, MenuItem, MenuLine, MenuWords } from '@/ui/menu'
import { offered } from './actions'
import type { Row, Verb } from './types'

type Props = {
  row: Row
  onChoose: (row: Row, verb: Verb) => void
  /** On the page itself there is no way to it. */
  withDetails?: boolean
}

/** Everything that may be done with a deployment; what may not says why. */
export function ActionsMenu({ row, onChoose, withDetails = true }: Props) {
  const navigate = useNavigate()
  const actions = offered(row)
  const none = actions.every(({ refusal }) => refusal !== null)
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="smallIcon" aria-label={`Actions for ${row.name}`}>
          <Ellipsis aria-hidden />
        </Button>
      }
    >
      {withDetails && (
        <MenuItem
          icon={FileText}
          onSelect={() => void navigate({ to: paths.deployment, params: { id: row.plan_id } })}
        >
          Details
        </MenuItem>
      )}
      {none ? (
        <>
          {withDetails && <MenuLine />}
          <MenuWords>{actions.find(({ verb }) => verb === 'delete')?.refusal}</MenuWords>
        </>
      ) : (
        actions.map(({ verb, label, icon, danger = false, refusal }) => (
          <MenuItem
            key={verb}
            icon={icon}
            danger={danger}
            refusal={refusal}
            onSelect={() => onChoose(row, verb)}
          >
            {label}
          </MenuItem>
        ))
      )}
    </Menu>
  )
}

import { Switch } from '@/ui/form'

type Props = { checked: boolean; onChange: (checked: boolean) => void }

/** Whether an environment has a right, approvals and checks of its own. */
export function Protection({ checked, onChange }: Props) {
  return (
    <div className="flex flex-col gap-1">
      <Switch checked={checked} onChange={onChange}>
        Protected
      </Switch>
      <p className="text-muted text-xs">
        Deploying there takes a right of its own and another person’s approval, is confirmed first, and is
        refused where the price is unknown.
      </p>
    </div>
  )
}

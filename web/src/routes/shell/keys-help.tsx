import { useActionGroups, useShortcutsSetting } from '@/ui/actions'
import { Dialog } from '@/ui/dialog'
import { Switch } from '@/ui/form'
import { Keys } from '@/ui/kbd'

/** What the keys do on this page. */
export default function KeysHelp({ onClose }: { onClose: () => void }) {
  const [on, setOn] = useShortcutsSetting()
  const groups = useActionGroups()
    .map(({ name, actions }) => ({ name, actions: actions.filter(({ keys }) => keys) }))
    .filter(({ actions }) => actions.length > 0)
  return (
    <Dialog title="Keyboard" onClose={onClose}>
      <div className="flex flex-col gap-4">
        <Switch checked={on} onChange={setOn}>
          Single keys do things while nothing is typed into
        </Switch>
        <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
          {groups.map(({ name, actions }) => (
            <section key={name} aria-label={name}>
              <h3 className="mb-1 font-medium text-muted text-xs">{name}</h3>
              <dl className="flex flex-col gap-1 text-sm">
                {actions.map(({ id, label, keys }) => (
                  <div key={id} className="flex items-center justify-between gap-3">
                    <dt>{label}</dt>
                    <dd>{keys && <Keys keys={keys} />}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      </div>
    </Dialog>
  )
}

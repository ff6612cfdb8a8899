import { Monitor, Moon, Sun } from 'lucide-react'
import { useThemeChoice } from '@/theme/theme'
import { useShortcutsSetting } from '@/ui/actions'
import { Card } from '@/ui/card'
import { cn } from '@/ui/cn'
import { Switch } from '@/ui/form'
import { PageHeader } from '@/ui/page-header'

const THEMES = [
  { value: 'system', label: 'As the system', icon: Monitor },
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
] as const

/** How Remit looks and answers to the keyboard in this browser. */
export function AppearancePage() {
  const [theme, choose] = useThemeChoice()
  const [keys, setKeys] = useShortcutsSetting()
  return (
    <>
      <PageHeader title="Appearance" description="These choices stay in this browser." />
      <Card>
        <fieldset>
          <legend className="mb-3 font-semibold text-base">Theme</legend>
          <div className="grid max-w-md gap-2 sm:grid-cols-3">
            {THEMES.map(({ value, label, icon: Icon }) => (
              <label
                key={value}
                className={cn(
                  'flex h-10 cursor-pointer items-center gap-2 rounded-md border border-edge/50 px-3 text-sm hover:bg-raised has-focus-visible:outline-2 has-focus-visible:outline-ring has-focus-visible:outline-offset-2',
                  theme === value && 'border-accent bg-accent/8',
                )}
              >
                <input
                  type="radio"
                  name="theme"
                  value={value}
                  checked={theme === value}
                  onChange={() => choose(value)}
                  className="accent-accent"
                />
                <Icon aria-hidden className="size-4 text-muted" />
                {label}
              </label>
            ))}
          </div>
        </fieldset>
      </Card>
      <Card title="Keyboard">
        <Switch checked={keys} onChange={setKeys}>
          Single keys do things while nothing is typed into
        </Switch>
        <p className="mt-2 text-muted text-sm">
          Press <kbd className="font-mono">?</kbd> on any page to see them. Keys with Ctrl or ⌘ always work.
        </p>
      </Card>
    </>
  )
}

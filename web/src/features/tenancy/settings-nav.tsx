import { Link, useLocation } from '@tanstack/react-router'
import {
  BellRing,
  Building2,
  KeyRound,
  type LucideIcon,
  Milestone,
  Palette,
  Plug,
  UserRound,
  UserRoundCog,
  UsersRound,
  Wrench,
} from 'lucide-react'
import { useEffect, useRef } from 'react'
import { paths } from '@/paths'

const PAGES: readonly { to: string; label: string; icon: LucideIcon }[] = [
  { to: paths.settings, label: 'Organisation', icon: Building2 },
  { to: paths.settingsMembers, label: 'Members', icon: UserRound },
  { to: paths.settingsEnvironments, label: 'Environments', icon: Milestone },
  { to: paths.settingsTeams, label: 'Teams', icon: UsersRound },
  { to: paths.settingsKeys, label: 'API keys', icon: KeyRound },
  { to: paths.settingsProviders, label: 'Model providers', icon: Plug },
  { to: paths.settingsToolboxes, label: 'Tools', icon: Wrench },
  { to: paths.settingsNotifications, label: 'Notifications', icon: BellRing },
  { to: paths.settingsSessions, label: 'Profile and sessions', icon: UserRoundCog },
  { to: paths.settingsAppearance, label: 'Appearance', icon: Palette },
]

/** The pages of the settings: beside the page, above it on a phone. */
export function SettingsNav() {
  const { pathname } = useLocation()
  const nav = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is another link to bring into view
  useEffect(() => {
    nav.current?.querySelector('[aria-current=page]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [pathname])
  return (
    <nav
      ref={nav}
      aria-label="Settings"
      className="flex shrink-0 gap-0.5 overflow-x-auto max-lg:-mx-3 max-lg:border-b max-lg:px-3 max-lg:pb-2 lg:w-48 lg:flex-col"
    >
      {PAGES.map(({ to, label, icon: Icon }) => (
        <Link
          key={to}
          to={to}
          activeOptions={{ exact: true, includeSearch: false }}
          className="flex h-8 shrink-0 items-center gap-2 whitespace-nowrap rounded-md px-2 text-muted text-sm hover:bg-raised hover:text-text focus-visible:outline-offset-[-2px] aria-[current=page]:bg-raised aria-[current=page]:font-medium aria-[current=page]:text-text"
        >
          <Icon aria-hidden className="size-4 shrink-0" />
          {label}
        </Link>
      ))}
    </nav>
  )
}

import { useNavigate } from '@tanstack/react-router'
import { CircleUserRound, LogOut, Palette, UserRoundCog } from 'lucide-react'
import { paths } from '@/paths'
import { cn } from '@/ui/cn'
import { Menu, MenuItem, MenuLine, MenuWords } from '@/ui/menu'
import { useSession } from './session'
import { useSignOut } from './use-sign-out'

type Props = { collapsed?: boolean; onGo?: (() => void) | undefined }

/** Who is signed in, what is theirs, and the way out. */
export function AccountMenu({ collapsed = false, onGo }: Props) {
  const { principal } = useSession()
  const signOut = useSignOut()
  const navigate = useNavigate()
  const go = (to: string) => {
    onGo?.()
    void navigate({ to })
  }
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={`Account of ${principal.name}`}
          className={cn(
            'flex h-9 min-w-0 items-center gap-2 rounded-md px-1.5 text-left text-sm hover:bg-raised',
            collapsed ? 'justify-center' : 'flex-1',
          )}
        >
          <CircleUserRound aria-hidden className="size-5 shrink-0 text-muted" />
          {!collapsed && (
            <span className="min-w-0 flex-1 leading-tight">
              <span className="block truncate font-medium">{principal.name}</span>
              <span className="block truncate text-muted text-xs">{principal.role}</span>
            </span>
          )}
        </button>
      }
    >
      <MenuWords>
        <span className="wrap-anywhere">{principal.email ?? principal.name}</span>
      </MenuWords>
      <MenuItem icon={UserRoundCog} onSelect={() => go(paths.settingsSessions)}>
        Profile and sessions
      </MenuItem>
      <MenuItem icon={Palette} onSelect={() => go(paths.settingsAppearance)}>
        Appearance
      </MenuItem>
      <MenuLine />
      <MenuItem icon={LogOut} disabled={signOut.isPending} onSelect={() => signOut.mutate({})}>
        Sign out
      </MenuItem>
    </Menu>
  )
}

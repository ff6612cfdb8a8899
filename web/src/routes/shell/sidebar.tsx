import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { PanelLeftClose, PanelLeftOpen, SearchIcon } from 'lucide-react'
import { countProposalsOptions } from '@/api/gen/@tanstack/react-query.gen'
import { paths } from '@/paths'
import { Button } from '@/ui/button'
import { cn } from '@/ui/cn'
import { Keys } from '@/ui/kbd'
import { Brand, ThemeSwitch } from './brand'
import { AccountMenu, Later, Marks, OrganizationSwitcher } from './later'
import { LiveMark } from './live-mark'
import { type NavPage, PAGES } from './pages'

type Props = {
  collapsed: boolean
  onCollapse: (collapsed: boolean) => void
  onSearch: () => void
}

/** Where everything is, on the left of every page; narrow when a person wants the room. */
export function Sidebar({ collapsed, onCollapse, onSearch }: Props) {
  const Icon = collapsed ? PanelLeftOpen : PanelLeftClose
  return (
    <aside
      className={cn(
        'flex h-dvh shrink-0 flex-col border-r bg-surface max-md:hidden print:hidden',
        collapsed ? 'w-13' : 'w-54',
      )}
    >
      <div className={cn('flex h-12 items-center gap-1 px-3', collapsed && 'justify-center px-0')}>
        {!collapsed && (
          <span className="flex-1">
            <Brand />
          </span>
        )}
        <Button
          variant="ghost"
          size="smallIcon"
          aria-label={collapsed ? 'Widen the sidebar' : 'Narrow the sidebar'}
          aria-expanded={!collapsed}
          onClick={() => onCollapse(!collapsed)}
        >
          <Icon aria-hidden />
        </Button>
      </div>
      <NavContent collapsed={collapsed} onSearch={onSearch} />
    </aside>
  )
}

type ContentProps = { collapsed?: boolean; onSearch: () => void; onGo?: () => void }

/** What the sidebar and, on a phone, the drawer hold. */
export function NavContent({ collapsed = false, onSearch, onGo }: ContentProps) {
  const { data: waiting } = useQuery(countProposalsOptions())
  return (
    <>
      <div className="px-2">
        <span className={cn('mb-1 flex', collapsed && 'justify-center')}>
          <Later>
            <OrganizationSwitcher collapsed={collapsed} />
          </Later>
        </span>
        <button
          type="button"
          onClick={onSearch}
          aria-label="Search and commands"
          className={cn(
            'mb-2 flex h-8 w-full items-center gap-2 rounded-md border border-edge/50 px-2 text-muted text-sm hover:bg-raised',
            collapsed && 'justify-center px-0',
          )}
        >
          <SearchIcon aria-hidden className="size-4 shrink-0" />
          {!collapsed && (
            <>
              <span className="flex-1 text-left">Search</span>
              <Keys keys="mod+k" />
            </>
          )}
        </button>
      </div>
      <nav aria-label="Main" className="flex flex-1 flex-col gap-0.5 overflow-y-auto px-2 py-0.5">
        {PAGES.map((page) => (
          <NavLink
            key={page.to}
            page={page}
            collapsed={collapsed}
            count={page.to === paths.approvals ? waiting?.pending : undefined}
            onGo={onGo}
          />
        ))}
      </nav>
      <div className={cn('flex flex-col gap-2 border-t p-2', collapsed && 'items-center')}>
        {!collapsed && (
          <span className="flex flex-wrap items-center gap-1.5 px-1">
            <LiveMark />
            <Later>
              <Marks />
            </Later>
          </span>
        )}
        <span className={cn('flex items-center gap-1', collapsed && 'flex-col')}>
          <span className="flex min-w-0 flex-1 items-center">
            <Later>
              <AccountMenu collapsed={collapsed} onGo={onGo} />
            </Later>
          </span>
          <ThemeSwitch />
        </span>
      </div>
    </>
  )
}

type LinkProps = {
  page: NavPage
  collapsed: boolean
  count: number | undefined
  onGo: (() => void) | undefined
}

function NavLink({ page: { to, label, icon: Icon }, collapsed, count, onGo }: LinkProps) {
  return (
    <Link
      to={to}
      onClick={onGo}
      activeOptions={{ exact: to === paths.home, includeSearch: false }}
      title={collapsed ? label : undefined}
      className={cn(
        'flex h-8 items-center gap-2.5 rounded-md px-2 text-muted text-sm hover:bg-raised hover:text-text aria-[current=page]:bg-raised aria-[current=page]:font-medium aria-[current=page]:text-text',
        collapsed && 'relative justify-center',
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      <span className={cn('flex-1 truncate', collapsed && 'sr-only')}>{label}</span>
      {count ? (
        <span
          className={cn(
            'rounded-full bg-warn-tint px-1.5 font-medium text-warn text-xs tabular-nums',
            collapsed && 'absolute -top-0.5 -right-0.5 px-1 text-[10px] leading-4',
          )}
        >
          {count}
          <span className="sr-only"> waiting</span>
        </span>
      ) : null}
    </Link>
  )
}

import { Outlet, useNavigate } from '@tanstack/react-router'
import { Keyboard, Moon, SearchIcon, Sun } from 'lucide-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { CommandBar } from '@/features/deployments'
import { useSession } from '@/features/tenancy'
import { recall, remember } from '@/storage'
import { useTheme } from '@/theme/theme'
import { useActions, useKeyActions } from '@/ui/actions'
import { PAGES } from './pages'
import { Sidebar } from './sidebar'
import { TopBar } from './top-bar'

const Palette = lazy(() => import('./palette'))
const KeysHelp = lazy(() => import('./keys-help'))
const COLLAPSED = 'remit.sidebar'
// Below this the words of the sidebar cost the page too much.
const NARROW = window.matchMedia('(max-width: 1023px)')

/** What stands round every page: the way to the others, and the command bar at the foot. */
export function Frame() {
  const { principal } = useSession()
  const [collapsed, setCollapsed] = useState(() => recall(COLLAPSED) === 'narrow' || NARROW.matches)
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null)
  const [theme, chooseTheme] = useTheme()
  const navigate = useNavigate()
  useEffect(() => {
    const follow = () => setCollapsed(NARROW.matches || recall(COLLAPSED) === 'narrow')
    NARROW.addEventListener('change', follow)
    return () => NARROW.removeEventListener('change', follow)
  }, [])
  const collapse = (next: boolean) => {
    setCollapsed(next)
    remember(COLLAPSED, next ? 'narrow' : 'wide')
  }
  const other = theme === 'dark' ? 'light' : 'dark'
  useKeyActions()
  useActions(
    'Go to',
    PAGES.map(({ to, label, icon, keys }) => ({
      id: to,
      label,
      icon,
      keys,
      run: () => void navigate({ to }),
    })),
  )
  useActions('Everywhere', [
    {
      id: 'palette',
      label: 'Search and commands',
      keys: 'mod+k',
      icon: SearchIcon,
      keysOnly: true,
      run: () => setOpen('palette'),
    },
    { id: 'keys', label: 'Keyboard', keys: '?', icon: Keyboard, run: () => setOpen('keys') },
    {
      id: 'theme',
      label: `Use the ${other} theme`,
      icon: theme === 'dark' ? Sun : Moon,
      run: () => chooseTheme(other),
    },
  ])
  return (
    <div className="flex h-dvh print:block print:h-auto">
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-md bg-accent px-3 py-1.5 text-accent-text focus:translate-y-0"
      >
        Skip to the content
      </a>
      <Sidebar collapsed={collapsed} onCollapse={collapse} onSearch={() => setOpen('palette')} />
      <div className="flex min-w-0 flex-1 flex-col print:block">
        <TopBar onSearch={() => setOpen('palette')} />
        <main
          id="main"
          tabIndex={-1}
          className="relative min-h-0 flex-1 overflow-y-auto outline-none print:overflow-visible"
        >
          <div className="mx-auto flex min-h-full max-w-[1440px] flex-col gap-5 px-3 py-4 sm:px-5">
            <Outlet />
          </div>
        </main>
        <div className="print:hidden">
          <CommandBar role={principal.role} />
        </div>
      </div>
      <Suspense>
        {open === 'palette' && <Palette onClose={() => setOpen(null)} />}
        {open === 'keys' && <KeysHelp onClose={() => setOpen(null)} />}
      </Suspense>
    </div>
  )
}

import { Menu, SearchIcon } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Button } from '@/ui/button'
import { Brand } from './brand'
import { LiveMark } from './live-mark'
import { NavContent } from './sidebar'

const Drawer = lazy(() => import('@/ui/drawer').then(({ Drawer }) => ({ default: Drawer })))

/** On a phone: the way to everything, at the head of the page. */
export function TopBar({ onSearch }: { onSearch: () => void }) {
  const [open, setOpen] = useState(false)
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-b bg-surface px-2 md:hidden print:hidden">
      <Button variant="ghost" size="icon" aria-label="Open the menu" onClick={() => setOpen(true)}>
        <Menu aria-hidden />
      </Button>
      <Brand />
      <span className="flex-1" />
      <LiveMark />
      <Button variant="ghost" size="icon" aria-label="Search and commands" onClick={onSearch}>
        <SearchIcon aria-hidden />
      </Button>
      {open && (
        <Suspense>
          <Drawer title="Menu" side="left" hideTitle onClose={() => setOpen(false)}>
            <div className="-m-4 flex h-full flex-col">
              <NavContent
                onGo={() => setOpen(false)}
                onSearch={() => {
                  setOpen(false)
                  onSearch()
                }}
              />
            </div>
          </Drawer>
        </Suspense>
      )}
    </header>
  )
}

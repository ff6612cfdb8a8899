import type { ReactNode } from 'react'
import { cn } from '@/ui/cn'
import { Brand, ThemeSwitch } from './brand'

/** A page with nothing on it but the matter in hand. */
export function Plain({ wide = false, children }: { wide?: boolean; children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex h-12 items-center justify-between px-3 sm:px-5">
        <Brand />
        <ThemeSwitch />
      </header>
      <main
        className={cn('mx-auto w-full flex-1 px-5 pb-10', wide ? 'max-w-3xl pt-6' : 'max-w-lg pt-[12vh]')}
      >
        {children}
      </main>
    </div>
  )
}

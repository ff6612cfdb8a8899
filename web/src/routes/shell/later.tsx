import { lazy, type ReactNode, Suspense } from 'react'

// Menus and tooltips come in a chunk of their own, after the first paint.
const menus = () => import('./menus')

export const AccountMenu = lazy(() => menus().then(({ AccountMenu }) => ({ default: AccountMenu })))
export const Marks = lazy(() => menus().then(({ Marks }) => ({ default: Marks })))
export const OrganizationSwitcher = lazy(() =>
  menus().then(({ OrganizationSwitcher }) => ({ default: OrganizationSwitcher })),
)

/** Keeps the place of what comes later, so that nothing moves when it does. */
export function Later({ children }: { children: ReactNode }) {
  return <Suspense fallback={<span aria-hidden className="block h-8" />}>{children}</Suspense>
}

import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { paths } from '@/paths'
import { parseSearch, type SearchParams, writeSearch } from '@/search-params'
import { useTheme } from '@/theme/theme'
import { SignedInLayout } from './shell/layout'
import { NoPage, PageError } from './shell/page-error'
import { Plain } from './shell/plain'

const root = createRootRoute({
  component: Root,
  notFoundComponent: NoPlainPage,
  validateSearch: (search: Record<string, unknown>) => search as SearchParams,
})
const signedIn = createRoute({ getParentRoute: () => root, id: 'signed-in', component: SignedInLayout })

const Toasts = lazy(() => import('@/ui/toasts').then(({ Toasts }) => ({ default: Toasts })))

type Pages = Promise<{ Page: () => React.ReactNode }>

/** A page below the layout, loaded when it is first gone to. */
function page<Path extends string>(path: Path, load: () => Pages) {
  return createRoute({
    getParentRoute: () => signedIn,
    path,
    component: lazyRouteComponent(load, 'Page'),
    errorComponent: PageError,
  })
}

function plainPage<Path extends string>(path: Path, load: () => Pages) {
  return createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load, 'Page') })
}

const settings = page(paths.settings, () => import('./settings'))

function settingsPage<Path extends string>(path: Path, load: () => Pages) {
  return createRoute({
    getParentRoute: () => settings,
    path,
    component: lazyRouteComponent(load, 'Page'),
    errorComponent: PageError,
  })
}

const tree = root.addChildren([
  signedIn.addChildren([
    page(paths.home, () => import('./home')),
    page(paths.deployments, () => import('./deployments')),
    page(paths.newDeployment, () => import('./deployment-new')),
    page(paths.deployment, () => import('./deployment')),
    page(paths.agents, () => import('./agents')),
    page(paths.newAgent, () => import('./agent-new')),
    page(paths.agentDraft, () => import('./agent-draft')),
    page(paths.agent, () => import('./agent')),
    page(paths.evaluations, () => import('./evaluations')),
    page(paths.evaluation, () => import('./evaluation')),
    page(paths.dataset, () => import('./dataset')),
    page(paths.building, () => import('./building')),
    page(paths.chat, () => import('./chat')),
    page(paths.conversation, () => import('./chat')),
    page(paths.approvals, () => import('./approvals')),
    page(paths.approval, () => import('./approval')),
    page(paths.runs, () => import('./runs')),
    page(paths.run, () => import('./run')),
    page(paths.policies, () => import('./policies')),
    page(paths.violations, () => import('./violations')),
    page(paths.usage, () => import('./usage')),
    page(paths.budgets, () => import('./budgets')),
    page(paths.audit, () => import('./audit')),
    settings.addChildren([
      settingsPage('/', () => import('./settings-organization')),
      settingsPage('/members', () => import('./settings-members')),
      settingsPage('/environments', () => import('./settings-environments')),
      settingsPage('/teams', () => import('./settings-teams')),
      settingsPage('/keys', () => import('./settings-keys')),
      settingsPage('/sessions', () => import('./settings-sessions')),
      settingsPage('/providers', () => import('./settings-providers')),
      settingsPage('/providers/$id', () => import('./settings-provider')),
      settingsPage('/tools', () => import('./settings-toolboxes')),
      settingsPage('/tools/sign-in', () => import('./settings-tools-sign-in')),
      settingsPage('/tools/$id', () => import('./settings-toolbox')),
      settingsPage('/notifications', () => import('./settings-notifications')),
      settingsPage('/appearance', () => import('./settings-appearance')),
    ]),
  ]),
  plainPage(paths.signIn, () => import('./sign-in')),
  plainPage(paths.invitation, () => import('./invitation')),
  plainPage(paths.decide, () => import('./decide')),
])

export const router = createRouter({
  routeTree: tree,
  parseSearch,
  stringifySearch: writeSearch,
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultNotFoundComponent: NoPage,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

function Root() {
  const [theme] = useTheme()
  return (
    <>
      <Outlet />
      <Suspense>
        <Toasts theme={theme} />
      </Suspense>
    </>
  )
}

function NoPlainPage() {
  return (
    <Plain>
      <NoPage />
    </Plain>
  )
}

import { lazy, Suspense } from 'react'
import type { WaysInProps } from './ways-in'

const WaysIn = lazy(() => import('./ways-in'))

/** Every way in; loaded when somebody is not signed in, which is seldom. */
export function HowToSignIn(props: WaysInProps) {
  return (
    <Suspense fallback={<h1 className="sr-only">Sign in to Remit</h1>}>
      <WaysIn {...props} />
    </Suspense>
  )
}

import { useQuery } from '@tanstack/react-query'
import { Eye } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { listSuggestionsOptions } from '@/api/gen/@tanstack/react-query.gen'

// Asked for at once, but not waited for: the page is painted meanwhile.
const bar = import('./bar')
const Bar = lazy(() => bar.then(({ Bar }) => ({ default: Bar })))
const FRESH_MS = 5 * 60_000

/** The bar at the foot of every page, for those who may deploy; the others are told why there is none. */
export function CommandBar({ role }: { role: string }) {
  const { data: offered } = useQuery({ ...listSuggestionsOptions(), staleTime: FRESH_MS })
  const nowhere = offered?.environments.every(({ refusal }) => refusal !== null) ?? false
  return (
    <div className="relative z-30 border-t bg-bg">
      <div className="mx-auto max-w-5xl px-3 pt-2.5 pb-[max(0.625rem,env(safe-area-inset-bottom))] sm:px-5">
        {nowhere ? (
          <p className="flex min-h-9 items-center gap-2 text-muted text-sm">
            <Eye aria-hidden className="size-4 shrink-0" />
            Your role, {role}, may not deploy. An owner or admin can give you the role operator.
          </p>
        ) : (
          <Suspense fallback={<span aria-hidden className="block min-h-9" />}>
            <Bar offered={offered} />
          </Suspense>
        )}
      </div>
    </div>
  )
}

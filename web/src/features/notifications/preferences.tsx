import { Failure } from '@/ui/failure'
import { Switch } from '@/ui/form'
import { Notice } from '@/ui/notice'
import { Skeleton } from '@/ui/skeleton'
import { toast } from '@/ui/toast'
import { useKinds, usePreferences, useSetPreferences } from './queries'
import type { KindName } from './types'

/** Which kinds of news one gets by mail. */
export function Preferences() {
  const kinds = useKinds()
  const mine = usePreferences()
  const save = useSetPreferences()
  const error = kinds.error ?? mine.error
  if (error) {
    return (
      <Failure what="Your choices could not be loaded" error={error} onRetry={() => void mine.refetch()} />
    )
  }
  if (!kinds.data || !mine.data) return <Skeleton className="h-64 w-full rounded-lg" />
  const { muted, reachable } = mine.data
  const set = (kind: KindName, on: boolean) =>
    save.mutate(
      { body: { muted: on ? muted.filter((each) => each !== kind) : [...muted, kind] } },
      { onError: () => toast.error('Your choice was not saved') },
    )
  return (
    <>
      {!reachable && (
        <Notice tone="idle" title="Nobody gets mail of their own yet">
          An owner or admin has to add a notification by mail to the people concerned.
        </Notice>
      )}
      <section className="flex flex-col gap-3 rounded-lg border bg-surface p-4">
        <h2 className="font-semibold text-base">Mail to me</h2>
        <ul className="flex flex-col gap-3">
          {kinds.data.items.map(({ kind, words, help, concerned }) => (
            <li key={kind} className="flex flex-col">
              <Switch
                checked={!muted.includes(kind)}
                disabled={save.isPending}
                onChange={(on) => set(kind, on)}
              >
                {words}
              </Switch>
              <span className="pl-11 text-muted text-xs">
                {help} {CONCERNED[concerned]}
              </span>
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}

const CONCERNED = {
  deciders: 'For those who can decide.',
  requester: 'For who asked.',
  managers: 'For owners and admins.',
} as const

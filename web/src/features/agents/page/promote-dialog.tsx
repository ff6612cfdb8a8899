import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { CircleCheck, CircleX } from 'lucide-react'
import {
  getAgentVersionOptions,
  promoteAgentVersionMutation,
  promotionRequirementsOptions,
  smokeRunAgentMutation,
} from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { CloseButton, Dialog } from '@/ui/dialog'
import { Diff } from '@/ui/diff'
import { Failure } from '@/ui/failure'
import { Notice } from '@/ui/notice'
import { Skeleton } from '@/ui/skeleton'
import { toast } from '@/ui/toast'
import { refreshAgents } from '../queries'

type Props = { slug: string; version: number; active: number | null; unsaved: boolean; onClose: () => void }

/** Makes a version the one that runs: what is still missing for that, and what changes. */
export function PromoteDialog({ slug, version, active, unsaved, onClose }: Props) {
  const queries = useQueryClient()
  const needed = useQuery({
    ...promotionRequirementsOptions({ path: { slug }, query: { version } }),
    staleTime: 0,
  })
  const promote = useMutation({
    ...promoteAgentVersionMutation(),
    onSuccess: ({ status }) => {
      void refreshAgents(queries, slug)
      onClose()
      if (status === 'pending') {
        toast.success(`Version ${version} of ${slug} waits for approval`, {
          description: 'Another person decides on the page Approvals.',
        })
      } else toast.success(`Version ${version} of ${slug} is being promoted`)
    },
    onError: () => void needed.refetch(),
  })
  const smoke = useMutation({ ...smokeRunAgentMutation(), onSuccess: () => void needed.refetch() })
  return (
    <Dialog
      title={`Promote version ${version} of ${slug}`}
      description={
        active ? `It takes the place of version ${active}.` : 'It becomes the first active version.'
      }
      onClose={onClose}
      busy={promote.isPending}
      footer={
        <>
          <CloseButton />
          <Button
            variant="primary"
            busy={promote.isPending}
            disabled={!needed.data?.ready}
            onClick={() => promote.mutate({ path: { slug, number: version } })}
          >
            {needed.data?.needs_approval ? 'Ask for approval' : 'Promote'}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4 text-sm">
        {unsaved && (
          <Notice tone="warn" title="Your unsaved changes are not part of it">
            Only what is saved can be promoted.
          </Notice>
        )}
        {needed.isPending && <Skeleton className="h-24" />}
        {needed.isError && (
          <Failure
            what="The requirements could not be loaded"
            error={needed.error}
            onRetry={() => void needed.refetch()}
          />
        )}
        {needed.data && <Requirements items={needed.data.items} ready={needed.data.ready} />}
        {needed.data?.approval && (
          <Notice
            tone={needed.data.nobody_could ? 'warn' : 'idle'}
            title={needed.data.nobody_could ? 'Nobody could approve this' : 'It waits for approval'}
          >
            {needed.data.approval} {needed.data.nobody_could}
          </Notice>
        )}
        {needed.data?.items.some(({ code, met }) => code === 'tried' && !met) && (
          <Button
            variant="outline"
            className="self-start"
            busy={smoke.isPending}
            onClick={() => smoke.mutate({ path: { slug }, query: { version } })}
          >
            Try its examples now
          </Button>
        )}
        {smoke.isError && <Failure what="It was not tried" error={smoke.error} />}
        {promote.isError && <Failure what="It was not promoted" error={promote.error} />}
        {active !== null && active !== version && <Changes slug={slug} before={active} after={version} />}
      </div>
    </Dialog>
  )
}

type Items = readonly { code: string; met: boolean; message: string }[]

function Requirements({ items, ready }: { items: Items; ready: boolean }) {
  const unmet = items.filter(({ met }) => !met).length
  return (
    <section aria-label="Requirements" className="flex flex-col gap-1.5">
      <h3 className="font-medium">
        {ready ? 'Everything that is required is met' : `${unmet} of ${items.length} requirements unmet`}
      </h3>
      <ul className="flex flex-col gap-1">
        {items.map(({ code, met, message }) => {
          const Icon = met ? CircleCheck : CircleX
          return (
            <li key={code} className="flex gap-1.5">
              <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${met ? 'text-ok' : 'text-bad'}`} />
              <span className="wrap-anywhere min-w-0">
                <span className="sr-only">{met ? 'Met: ' : 'Unmet: '}</span>
                {message}
              </span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** The difference between two versions, as their authors wrote them. */
export function Changes({ slug, before, after }: { slug: string; before: number; after: number }) {
  const old = useQuery(getAgentVersionOptions({ path: { slug, number: before } }))
  const young = useQuery(getAgentVersionOptions({ path: { slug, number: after } }))
  const error = old.error ?? young.error
  const label = `From version ${before} to version ${after}`
  return (
    <section aria-label={label} className="flex flex-col gap-1.5">
      <h3 className="font-medium text-sm">{label}</h3>
      {error != null && <Failure what="The difference could not be loaded" error={error} />}
      {old.data && young.data && (
        <Diff before={old.data.source} after={young.data.source} label="Difference" />
      )}
      {error == null && !(old.data && young.data) && <Skeleton className="h-24" />}
    </section>
  )
}

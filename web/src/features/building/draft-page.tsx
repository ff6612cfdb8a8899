import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import type { DraftAnswer } from '@/api/gen'
import { getAgentDraftOptions } from '@/api/gen/@tanstack/react-query.gen'
import { asProblem } from '@/api/problem'
import { paths } from '@/paths'
import { useSearchParams } from '@/search-params'
import { Button } from '@/ui/button'
import { cn } from '@/ui/cn'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { LeaveGuard } from '@/ui/leave-guard'
import { Notice } from '@/ui/notice'
import { PageHeader } from '@/ui/page-header'
import { Skeleton } from '@/ui/skeleton'
import { toast } from '@/ui/toast'
import { ChangedDialog } from './changed-dialog'
import { type StoredDraft, useStoredDraft } from './use-stored-draft'

/** Of the wizard: there saving is the next thing to do. */
const LAST_STEP = 5

/** What other features put on the page; only the route knows them. */
export type Slots = {
  chat: (conversation: string) => ReactNode
  editor: (draft: StoredDraft) => ReactNode
  wizard: (draft: StoredDraft, step: number) => ReactNode
}

/** An agent on its way: an interview with the draft beside it, or the same questions as a form. */
export function DraftPage({ id, slots }: { id: string; slots: Slots }) {
  const { data, error, isPending, refetch } = useQuery(getAgentDraftOptions({ path: { draft_id: id } }))
  if (data) return <Loaded key={id} stored={data} slots={slots} />
  if (isPending) {
    return (
      <>
        <Skeleton className="h-8 w-72" />
        <Skeleton className="h-96" />
      </>
    )
  }
  return (
    <>
      <h1 className="sr-only">Draft</h1>
      {asProblem(error).status === 404 ? (
        <EmptyState title="There is no such draft">
          It may have been thrown away. <Link to={paths.newAgent}>Begin a new agent</Link>.
        </EmptyState>
      ) : (
        <Failure what="The draft could not be loaded" error={error} onRetry={() => void refetch()} />
      )}
    </>
  )
}

function Loaded({ stored, slots }: { stored: DraftAnswer; slots: Slots }) {
  const draft = useStoredDraft(stored)
  const { saved } = draft.save
  useEffect(() => {
    if (saved) toast.success(`Version ${saved.version} of ${saved.slug} is saved as a draft`)
  }, [saved])
  const theirs = stored.kind === 'interview' && stored.conversation_id === null
  return (
    <>
      <LeaveGuard unsaved={draft.unkept} />
      <PageHeader
        title={stored.title}
        description={<Standing stored={stored} draft={draft} />}
        actions={
          <Button
            variant={stored.kind === 'interview' || stored.step >= LAST_STEP ? 'primary' : 'outline'}
            busy={draft.save.busy}
            disabled={draft.unkept}
            onClick={() => draft.save.run()}
          >
            {stored.slug ? 'Save again' : 'Save as an agent'}
          </Button>
        }
      />
      <NotSaved draft={draft} />
      {draft.error && <Failure what="Your change was not kept" error={draft.error} />}
      {theirs && (
        <Notice tone="info" title={`${stored.created_by.name} is interviewed about this draft`}>
          You see and change the draft; the conversation is theirs alone.
        </Notice>
      )}
      {stored.kind === 'wizard' ? (
        slots.wizard(draft, stored.step)
      ) : (
        <SideBySide
          chat={stored.conversation_id ? slots.chat(stored.conversation_id) : null}
          editor={slots.editor(draft)}
        />
      )}
      {draft.theirs && <ChangedDialog draft={draft} theirs={draft.theirs} />}
    </>
  )
}

function Standing({ stored, draft }: { stored: DraftAnswer; draft: StoredDraft }) {
  const kept = draft.unkept || draft.keeping ? 'Keeping your change …' : 'All changes are kept.'
  return (
    <span role="status">
      {kept}{' '}
      {stored.slug && (
        <>
          Saved as{' '}
          <Link
            to={paths.agent}
            params={{ slug: stored.slug }}
            className="text-accent underline underline-offset-2"
          >
            {stored.slug}, version {stored.version}
          </Link>
          : promote it there.
        </>
      )}
    </span>
  )
}

/** Why it did not become an agent; where a newer version stands, going over it is a choice. */
function NotSaved({ draft }: { draft: StoredDraft }) {
  const { error, run, busy } = draft.save
  if (!error) return null
  const newest = error.document.newest as { number: number; created_by: { name: string } } | null | undefined
  if (error.type === 'agent-changed' && newest) {
    return (
      <Notice
        tone="warn"
        title={error.detail}
        action={
          <Button size="small" busy={busy} onClick={() => run(newest.number)}>
            Save as version {newest.number + 1}
          </Button>
        }
      >
        Nothing was overwritten. Version {newest.number} by {newest.created_by.name} stays among its versions.
      </Notice>
    )
  }
  if (error.type === 'bad-agent-file') {
    return (
      <Notice tone="bad" title="It was not saved: it cannot be used as it is">
        Mend what the checks found, then save again.
      </Notice>
    )
  }
  return <Failure what="It was not saved" error={error} />
}

/** The conversation and the draft: beside each other where there is room, else one at a time. */
function SideBySide({ chat, editor }: { chat: ReactNode; editor: ReactNode }) {
  const [{ tab }, change] = useSearchParams()
  if (chat === null) return editor
  const draft = tab === 'draft'
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <fieldset className="inline-flex self-start rounded-md border p-0.5 xl:hidden">
        <legend className="sr-only">What is shown</legend>
        {(['conversation', 'draft'] as const).map((id) => (
          <button
            key={id}
            type="button"
            aria-pressed={(id === 'draft') === draft}
            onClick={() => change({ tab: id === 'draft' ? id : undefined }, { replace: true })}
            className={cn(
              'h-7 rounded px-3 text-sm',
              (id === 'draft') === draft ? 'bg-raised font-medium' : 'text-muted',
            )}
          >
            {id === 'draft' ? 'Draft' : 'Conversation'}
          </button>
        ))}
      </fieldset>
      <div className="grid min-w-0 gap-5 xl:grid-cols-2">
        <div
          className={cn(
            'h-[calc(100dvh-19rem)] min-h-80 min-w-0 xl:sticky xl:top-4 xl:block xl:h-[calc(100dvh-12rem)]',
            draft && 'hidden',
          )}
        >
          {chat}
        </div>
        <div className={cn('min-w-0 xl:block', !draft && 'hidden')}>{editor}</div>
      </div>
    </div>
  )
}

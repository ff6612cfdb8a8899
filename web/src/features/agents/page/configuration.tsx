import type { ReactNode } from 'react'
import { useSearchParams } from '@/search-params'
import { Notice } from '@/ui/notice'
import { ConflictDialog } from '../editor/conflict-dialog'
import { Editor, viewOf } from '../editor/editor'
import type { Draft } from '../editor/use-draft'
import { rightTo } from '../queries'
import type { Detail } from '../types'

type Props = {
  agent: Detail
  draft: Draft
  /** What tries the agent, beside the editor; none where there is no room for it. */
  test: ReactNode
}

/** The newest version in the editor, with the chat that tries it out beside it. */
export function Configuration({ agent, draft, test }: Props) {
  const [{ view }, change] = useSearchParams()
  const write = rightTo(agent, 'write')
  const { number } = agent.version
  const newer = draft.base < number
  return (
    <div className="flex min-w-0 items-start gap-5">
      <div className="flex min-w-0 flex-1 flex-col gap-3">
        {newer && (
          <Notice tone="warn" title={`${agent.version.created_by.name} saved version ${number} meanwhile`}>
            You began with version {draft.base}. When you save, both are shown and you choose.
          </Notice>
        )}
        {!agent.source_kept && (
          <Notice tone="info" title="The text of this version was not kept">
            It is written anew from what the version says; its comments are gone.
          </Notice>
        )}
        <Editor
          label={`Agent file of ${agent.slug}`}
          draft={draft}
          view={viewOf(view)}
          onView={(next) => change({ view: next === 'form' ? undefined : next }, { replace: true })}
          readOnly={write.allowed ? null : write.reason}
          verb="Save draft"
        />
        {draft.conflict && <ConflictDialog slug={agent.slug} draft={draft} conflict={draft.conflict} />}
      </div>
      {test && (
        <aside
          aria-label="Test"
          className="sticky top-4 flex h-[calc(100dvh-14rem)] w-96 shrink-0 flex-col gap-2 overflow-y-auto"
        >
          {test}
        </aside>
      )}
    </div>
  )
}

import { lazy, Suspense, useState } from 'react'
import { Button } from '@/ui/button'
import { LeaveGuard } from '@/ui/leave-guard'
import { Notice } from '@/ui/notice'
import { Skeleton } from '@/ui/skeleton'
import type { Finding, Standing } from '../types'
import { ApplyDialog } from './apply-dialog'
import { Findings, Verdict } from './findings'
import { Meanwhile } from './meanwhile'
import { Reference } from './reference'
import { useCheck } from './use-check'
import { useDraft } from './use-draft'

const CodeEditor = lazy(() => import('./code-editor'))
const NONE: readonly Finding[] = []

type Props = {
  standing: Standing
  /** An older version whose text is to be brought back. */
  restored: Standing | null
  mayWrite: boolean
  owner: boolean
  onRestored: () => void
}

/** The text with its checks, what it may name beside it, and the way to apply it. */
export function Editor({ standing, restored, mayWrite, owner, onRestored }: Props) {
  const draft = useDraft(standing, restored?.text)
  const check = useCheck(draft.text)
  const [goTo, setGoTo] = useState<{ finding: Finding } | null>(null)
  const [applying, setApplying] = useState(false)
  const fresh = check.text === draft.text ? check.answer : null
  const ready = fresh?.valid === true && draft.unsaved && draft.meanwhile === null
  const insert = (text: string) => {
    const before = draft.text.trimEnd()
    draft.change(before === '' ? text : `${before}\n\n${text}`)
  }
  const discard = () => {
    draft.take(standing)
    if (restored) onRestored()
  }
  return (
    <>
      <LeaveGuard unsaved={draft.unsaved} />
      {draft.meanwhile && <Meanwhile draft={draft} theirs={draft.meanwhile} />}
      {restored && (
        <Notice tone="info" title={`This is the text of version ${restored.version}`}>
          Apply it to bring it back, as a new version. Your policies hold as they are until then.
        </Notice>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <p className="min-w-0 flex-1 text-muted text-sm">{said(standing, draft.unsaved, mayWrite)}</p>
        {mayWrite && (
          <>
            <Button disabled={!draft.unsaved} onClick={discard}>
              Discard
            </Button>
            <Button variant="primary" disabled={!ready} onClick={() => setApplying(true)}>
              Apply…
            </Button>
          </>
        )}
      </div>
      <div className="grid min-w-0 gap-4 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex min-w-0 flex-col gap-2">
          <div className="h-[40dvh] min-h-72 sm:h-[55dvh]">
            <Suspense fallback={<Skeleton className="h-full" />}>
              <CodeEditor
                label="Your policies"
                value={draft.text}
                onChange={draft.change}
                readOnly={!mayWrite}
                findings={fresh?.findings ?? check.answer?.findings ?? NONE}
                goTo={goTo}
              />
            </Suspense>
          </div>
          <Verdict check={check} />
          <Findings check={check} onGoTo={(finding) => setGoTo({ finding })} />
        </div>
        <Reference onInsert={mayWrite ? insert : null} />
      </div>
      {applying && (
        <ApplyDialog
          text={draft.text}
          standing={standing}
          restores={restored && restored.text === draft.text ? restored.version : null}
          difference={fresh?.difference}
          owner={owner}
          onApplied={(next) => {
            setApplying(false)
            draft.take(next)
            if (restored) onRestored()
          }}
          onClose={() => setApplying(false)}
        />
      )}
    </>
  )
}

function said({ version }: Standing, unsaved: boolean, mayWrite: boolean): string {
  const holds = version === 0 ? 'Nothing of your own holds yet' : `Version ${version} holds`
  if (!mayWrite) return `${holds}. Owners and admins change it.`
  return unsaved ? `${holds}. What you changed is not applied yet.` : `${holds}.`
}

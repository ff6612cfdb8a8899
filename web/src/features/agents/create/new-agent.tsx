import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import type { AppliedAgent } from '@/api/gen'
import { listAgentTemplatesOptions } from '@/api/gen/@tanstack/react-query.gen'
import { paths } from '@/paths'
import { useSearchParams } from '@/search-params'
import { Button } from '@/ui/button'
import { LeaveGuard } from '@/ui/leave-guard'
import { Notice } from '@/ui/notice'
import { Skeleton } from '@/ui/skeleton'
import { readFields } from '../document/fields'
import { Editor, type View, viewOf } from '../editor/editor'
import { useDraft } from '../editor/use-draft'
import { Beginnings } from './beginnings'
import { EMPTY } from './empty'

type Props = {
  mayWrite: string | null
  /** Other ways to begin, before the templates. */
  start?: ReactNode
}

/** Making an agent: first what to begin with, then the same editor as ever. */
export function NewAgent({ mayWrite, start }: Props) {
  const [{ from }, change] = useSearchParams()
  const [file, setFile] = useState<string | null>(null)
  const templates = useQuery({ ...listAgentTemplatesOptions(), staleTime: Number.POSITIVE_INFINITY })
  if (mayWrite !== null) {
    return (
      <Notice tone="info" title="You may look at agents, not make them">
        {mayWrite}
      </Notice>
    )
  }
  const source =
    from === 'empty'
      ? EMPTY
      : from === 'file'
        ? file
        : templates.data?.items.find(({ slug }) => slug === from)?.source
  if (from && from !== 'file' && from !== 'empty' && templates.isPending) return <Skeleton className="h-64" />
  if (source != null) {
    const templateSlug = from === 'file' || from === 'empty' ? null : (readFields(source)?.slug ?? null)
    return (
      <Write
        key={from}
        source={source}
        templateSlug={templateSlug}
        onBack={() => change({ from: undefined, view: undefined })}
      />
    )
  }
  return (
    <Beginnings
      start={start}
      templates={templates.data?.items}
      error={templates.error}
      onRetry={() => void templates.refetch()}
      onTemplate={(slug) => change({ from: slug })}
      onEmpty={() => change({ from: 'empty' })}
      onFile={(text) => {
        setFile(text)
        change({ from: 'file', view: 'yaml' })
      }}
    />
  )
}

type WriteProps = { source: string; templateSlug: string | null; onBack: () => void }

function Write({ source, templateSlug, onBack }: WriteProps) {
  const [{ view }, change] = useSearchParams()
  const [made, setMade] = useState<AppliedAgent | null>(null)
  const navigate = useNavigate()
  const draft = useDraft(null, { version: 0, source }, setMade)
  // In an effect: by then the guard has heard that there is nothing left to lose.
  useEffect(() => {
    if (!made) return
    const search = (view ? { view } : {}) as never
    void navigate({ to: paths.agent, params: { slug: made.slug }, search })
  }, [made, navigate, view])
  const taken = draft.conflict
  return (
    <>
      <LeaveGuard unsaved={draft.unsaved && made === null} />
      {taken && (
        <Notice tone="warn" title="There is an agent of that name already">
          Choose another slug, or <SlugLink text={draft.text} /> and edit it there. Nothing was saved.
        </Notice>
      )}
      <Editor
        label="Agent file"
        draft={draft}
        view={viewOf(view)}
        onView={(next: View) => change({ view: next === 'form' ? undefined : next }, { replace: true })}
        readOnly={null}
        templateSlug={templateSlug}
        verb="Save draft"
        actions={
          <Button variant="ghost" onClick={onBack}>
            Begin otherwise
          </Button>
        }
      />
    </>
  )
}

function SlugLink({ text }: { text: string }) {
  const slug = /^\s+slug:\s*["']?([a-z0-9-]+)/m.exec(text)?.[1]
  if (!slug) return <>open it from the list</>
  return (
    <Link to={paths.agent} params={{ slug }} className="text-accent underline underline-offset-2">
      open {slug}
    </Link>
  )
}

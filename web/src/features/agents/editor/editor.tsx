import type { ReactNode, RefObject } from 'react'
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import type { Problem } from '@/api/problem'
import { useActions } from '@/ui/actions'
import { Button } from '@/ui/button'
import { cn } from '@/ui/cn'
import { Failure } from '@/ui/failure'
import { Hint } from '@/ui/hint'
import { Notice } from '@/ui/notice'
import { Skeleton } from '@/ui/skeleton'
import { CodeView } from '../code/code-view'
import { formField, typeOf } from '../document/fields'
import { useSchema } from '../queries'
import type { AgentType, Finding } from '../types'
import type { Kept } from './code-editor'
import { Findings, Verdict } from './findings'
import { focusField } from './form-fields'
import { FormView } from './form-view'
import { called, spoken } from './form-words'
import { useCheck } from './use-check'
import type { Draft } from './use-draft'

const NONE: readonly Finding[] = []
const CodeEditor = lazy(() => import('./code-editor'))

export type View = 'form' | 'yaml' | 'code'

/** The view that an address names; the form where it names none. */
export function viewOf(named: string | undefined): View {
  return VIEWS.find(({ id }) => id === named)?.id ?? 'form'
}

type Props = {
  label: string
  draft: Draft
  view: View
  onView: (view: View) => void
  /** Why nothing can be changed; none when it can. */
  readOnly: string | null
  /** The slug that a new agent has from its template. */
  templateSlug?: string | null
  /** What the button says; none where saving stands elsewhere. */
  verb: string | null
  /** Beside the button. */
  actions?: ReactNode
}

/** One agent file in two views: its common fields as a form, all of it as text. */
export function Editor(props: Props) {
  const { label, draft, onView, readOnly, templateSlug = null, verb, actions } = props
  const type = useMemo(() => typeOf(draft.text), [draft.text])
  const views = viewsOf(type)
  const view = views.some(({ id }) => id === props.view) ? props.view : (views[0]?.id ?? 'yaml')
  const schema = useSchema(type)
  const check = useCheck(draft.text)
  const kept: Kept = useRef(null)
  const [goTo, setGoTo] = useState<{ finding: Finding } | null>(null)
  const findings = check.answer?.findings ?? NONE
  const form = useRef<HTMLDivElement>(null)
  const show = (finding: Finding) => {
    if (view === 'form' && focusField(form.current, finding.path)) return
    onView('yaml')
    setGoTo({ finding })
  }
  useRefusedField(form, draft.error, findings)
  const save = {
    keys: 'mod+s',
    refusal: readOnly,
    run: () => (draft.unsaved || draft.base === 0) && draft.save(),
  }
  useActions('Configuration', verb === null ? [] : [{ id: 'save', label: verb, ...save }])
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        {views.length > 1 && <ViewSwitch views={views} view={view} onView={onView} />}
        <Verdict check={check} />
        <span className="flex-1" />
        {draft.unsaved && !readOnly && (
          <>
            <span className="text-muted text-sm">Unsaved changes</span>
            {draft.base > 0 && (
              <Button variant="ghost" onClick={draft.discard}>
                Discard
              </Button>
            )}
          </>
        )}
        {actions}
        {!readOnly && verb !== null && (
          <Hint words="Ctrl+S or ⌘S">
            <Button
              variant={draft.unsaved || draft.base === 0 ? 'primary' : 'outline'}
              busy={draft.saving}
              disabled={!draft.unsaved && draft.base > 0}
              onClick={() => draft.save()}
            >
              {verb}
            </Button>
          </Hint>
        )}
      </div>
      {readOnly && <p className="text-muted text-sm">Read only: {readOnly}</p>}
      {draft.error && <NotSaved error={draft.error} />}
      {view === 'code' ? (
        <CodeView text={draft.text} onChange={draft.change} readOnly={readOnly !== null} />
      ) : view === 'form' ? (
        <div ref={form}>
          <FormView
            type={type}
            value={draft.text}
            onChange={draft.change}
            readOnly={readOnly !== null}
            fixedSlug={draft.slug}
            templateSlug={templateSlug}
            madeSlug={check.answer?.slug ?? null}
            findings={findings}
            schema={schema}
            onShowText={() => onView('yaml')}
          />
        </div>
      ) : (
        <div className="h-[max(24rem,calc(100dvh-22rem))]">
          <Suspense fallback={<Skeleton className="h-full" />}>
            <CodeEditor
              label={label}
              value={draft.text}
              onChange={draft.change}
              readOnly={readOnly !== null}
              findings={findings}
              schema={schema}
              kept={kept}
              goTo={goTo}
            />
          </Suspense>
        </div>
      )}
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1">
          <Findings
            check={check}
            fieldOf={({ path }) => (view === 'form' && formField(path) ? called(path, schema) : null)}
            say={(finding) => spoken(finding, schema)}
            onGoTo={show}
          />
        </div>
        <Size text={draft.text} most={schema?.['x-remit-most-bytes']} />
      </div>
    </div>
  )
}

/** What could not be saved leads to the first field that is wrong, where the form is open. */
function useRefusedField(
  form: RefObject<HTMLElement | null>,
  error: Problem | null,
  findings: readonly Finding[],
): void {
  const found = useRef(findings)
  found.current = findings
  useEffect(() => {
    if (error?.type !== 'bad-agent-file') return
    const first = found.current.find(({ severity, path }) => severity === 'error' && formField(path))
    if (first) focusField(form.current, first.path)
  }, [form, error])
}

/** Why it was not saved; what is wrong with the text itself stands below it already. */
function NotSaved({ error }: { error: Problem }) {
  if (error.type !== 'bad-agent-file') return <Failure what="It was not saved" error={error} />
  return (
    <Notice tone="bad" title="It was not saved: it cannot be used as it is">
      Mend what the checks found, then save again.
    </Notice>
  )
}

const VIEWS: readonly { id: View; label: string; types: readonly AgentType[] }[] = [
  { id: 'form', label: 'Form', types: ['context', 'api', 'function', 'orchestrator'] },
  { id: 'code', label: 'Code', types: ['function'] },
  { id: 'yaml', label: 'YAML', types: ['context', 'function', 'api', 'orchestrator'] },
]

function viewsOf(type: AgentType) {
  return VIEWS.filter(({ types }) => types.includes(type))
}

type SwitchProps = Pick<Props, 'view' | 'onView'> & { views: ReturnType<typeof viewsOf> }

function ViewSwitch({ views, view, onView }: SwitchProps) {
  return (
    <fieldset className="inline-flex rounded-md border p-0.5">
      <legend className="sr-only">View</legend>
      {views.map(({ id, label }) => (
        <button
          key={id}
          type="button"
          aria-pressed={view === id}
          onClick={() => onView(id)}
          className={cn('h-6 rounded px-2.5 text-sm', view === id ? 'bg-raised font-medium' : 'text-muted')}
        >
          {label}
        </button>
      ))}
    </fieldset>
  )
}

const KILO = 1024

/** How large the file is, of what is read at most. */
function Size({ text, most }: { text: string; most: number | undefined }) {
  const bytes = new TextEncoder().encode(text).length
  if (most === undefined) return null
  return (
    <span className={cn('text-xs tabular-nums', bytes > most ? 'font-medium text-bad' : 'text-muted')}>
      {(bytes / KILO).toFixed(1)} of {most / KILO} kB
    </span>
  )
}

import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { FolderInput } from 'lucide-react'
import { useRef, useState } from 'react'
import { applyAgent, type FilesPlan, type PlannedFile } from '@/api/gen'
import { planAgentFilesMutation } from '@/api/gen/@tanstack/react-query.gen'
import { paths } from '@/paths'
import { Button } from '@/ui/button'
import { Failure } from '@/ui/failure'
import { Notice } from '@/ui/notice'
import { readFiles } from './read-files'

const BECOMES: Record<PlannedFile['action'], string> = {
  create: 'becomes a new agent',
  update: 'becomes a new version of',
  promote: 'is there already, as a draft',
  unchanged: 'is there already',
  invalid: 'cannot be used',
}
const FORMATS: Record<PlannedFile['format'], string> = {
  remit: 'Agent file',
  'pydantic-ai': 'Pydantic AI agent',
  'open-agent-spec': 'Open Agent Spec',
}

/** Agents from files of ours or of others: first what would become of each, then they are made as drafts. */
export function ImportFiles() {
  const input = useRef<HTMLInputElement>(null)
  const [refusal, setRefusal] = useState<string | null>(null)
  const plan = useMutation(planAgentFilesMutation())
  const take = async (chosen: FileList | null) => {
    if (!chosen || chosen.length === 0) return
    const read = await readFiles([...chosen])
    setRefusal(read.refusal ?? null)
    if (read.body) plan.mutate({ body: { ...read.body, promote: false, convert: true } })
  }
  return (
    <div className="flex flex-col gap-3 rounded-lg border border-dashed p-6">
      <div className="flex flex-col items-center gap-2 text-center">
        <FolderInput aria-hidden className="size-5 text-muted" />
        <Button busy={plan.isPending} onClick={() => input.current?.click()}>
          Import files…
        </Button>
        <input
          ref={input}
          type="file"
          multiple
          aria-label="Files to import"
          accept=".yaml,.yml,.json,.zip,.py,.md,.txt"
          className="sr-only"
          tabIndex={-1}
          onChange={({ target }) => {
            void take(target.files).finally(() => {
              target.value = ''
            })
          }}
        />
        <p className="text-muted text-xs">
          Agent files, a zip of them, Pydantic AI’s AgentSpec or Open Agent Spec. You see what becomes of each
          before anything is saved.
        </p>
      </div>
      {refusal && <Notice tone="bad" title={refusal} />}
      {plan.isError && <Failure what="The files could not be read" error={plan.error} />}
      {plan.data && <Preview key={plan.submittedAt} plan={plan.data} />}
    </div>
  )
}

type Outcome = { path: string; slug: string | null; error: string | null }

function Preview({ plan }: { plan: FilesPlan }) {
  const wanted = plan.items.filter(({ action }) => action === 'create' || action === 'update')
  const make = useMutation({ mutationFn: () => applied(wanted) })
  if (plan.items.length === 0) return <Notice tone="info" title="There is no agent among these files" />
  return (
    <section aria-label="What becomes of the files" className="flex flex-col gap-3">
      <ul className="flex flex-col divide-y rounded-md border">
        {plan.items.map((item) => (
          <Planned key={`${item.path} ${item.slug}`} item={item} outcome={outcomeOf(item, make.data)} />
        ))}
      </ul>
      {wanted.length > 0 && !make.isSuccess && (
        <Button variant="primary" className="self-start" busy={make.isPending} onClick={() => make.mutate()}>
          {wanted.length === 1 ? 'Import 1 agent as a draft' : `Import ${wanted.length} agents as drafts`}
        </Button>
      )}
      {make.isError && <Failure what="The agents could not be made" error={make.error} />}
    </section>
  )
}

function outcomeOf(item: PlannedFile, outcomes: readonly Outcome[] | undefined) {
  return outcomes?.find(({ path, slug }) => path === item.path && slug === item.slug) ?? null
}

function Planned({ item, outcome }: { item: PlannedFile; outcome: Outcome | null }) {
  const errors = item.findings.filter(({ severity }) => severity === 'error')
  const said = [...item.notes, ...errors]
  return (
    <li className="wrap-anywhere flex flex-col gap-1 px-3 py-2 text-sm">
      <p>
        <span className="font-mono text-xs">{item.path}</span>{' '}
        <span className="text-muted">({FORMATS[item.format]})</span> {BECOMES[item.action]}{' '}
        {item.slug && <strong className="font-medium">{item.slug}</strong>}
      </p>
      {said.length > 0 && (
        <ul className="list-disc pl-5 text-muted text-xs">
          {said.map((found, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
            <li key={index}>
              {found.message} {found.hint}
            </li>
          ))}
        </ul>
      )}
      {outcome?.error && <p className="text-bad">Not imported: {outcome.error}</p>}
      {outcome?.slug && !outcome.error && (
        <Link
          to={paths.agent}
          params={{ slug: outcome.slug }}
          className="self-start text-accent underline underline-offset-2"
        >
          Imported: open {outcome.slug}
        </Link>
      )}
    </li>
  )
}

/** Make one agent after the other: those that others call come first, and one that fails stops no other. */
async function applied(items: readonly PlannedFile[]): Promise<Outcome[]> {
  const done: Outcome[] = []
  for (const { path, slug, source, version } of items) {
    const answer = await applyAgent({ body: { source, promote: false, base_version: version ?? 0 } })
    const detail = (answer.error as { detail?: unknown } | undefined)?.detail
    done.push({ path, slug, error: answer.error ? String(detail ?? 'it was refused') : null })
  }
  return done
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { ListChecks, MessagesSquare } from 'lucide-react'
import type { ReactNode } from 'react'
import type { DraftItem } from '@/api/gen'
import {
  beginAgentDraftMutation,
  getInterviewerOptions,
  listAgentDraftsOptions,
  removeAgentDraftMutation,
} from '@/api/gen/@tanstack/react-query.gen'
import { asProblem } from '@/api/problem'
import { paths } from '@/paths'
import { Button } from '@/ui/button'
import { Failure } from '@/ui/failure'
import { Moment } from '@/ui/moment'
import { toast } from '@/ui/toast'
import { hearOfDrafts } from './hear'

/** Two ways to an agent without writing a file: questions in a conversation, and the same questions as a form. */
export function Start() {
  const navigate = useNavigate()
  const interviewer = useQuery(getInterviewerOptions())
  const begin = useMutation({
    ...beginAgentDraftMutation(),
    onSuccess: ({ id }) => void navigate({ to: paths.agentDraft, params: { draft: id } }),
  })
  const ready = interviewer.data?.ready === true
  const beginning = begin.isPending ? begin.variables.body.kind : null
  return (
    <section aria-labelledby="guided" className="flex flex-col gap-3">
      <h2 id="guided" className="font-semibold text-base">
        Step by step
      </h2>
      <div className="grid gap-3 sm:grid-cols-2">
        <Way
          icon={<MessagesSquare aria-hidden className="size-5 text-muted" />}
          title="In a conversation"
          words={
            ready
              ? `An agent asks what is missing, and the draft grows beside it. ${interviewer.data?.model ?? ''} answers.`
              : (interviewer.data?.reason ?? 'An agent asks what is missing, and the draft grows beside it.')
          }
        >
          <Button
            variant={ready ? 'primary' : 'outline'}
            disabled={!ready}
            busy={beginning === 'interview'}
            onClick={() => begin.mutate({ body: { kind: 'interview' } })}
          >
            Begin the interview
          </Button>
        </Way>
        <Way
          icon={<ListChecks aria-hidden className="size-5 text-muted" />}
          title="With a form"
          words="The same questions in six steps. Nothing is lost when you leave, and no model is needed."
        >
          <Button
            variant={interviewer.data && !ready ? 'primary' : 'outline'}
            busy={beginning === 'wizard'}
            onClick={() => begin.mutate({ body: { kind: 'wizard' } })}
          >
            Begin the form
          </Button>
        </Way>
      </div>
      {begin.isError && <Failure what="It could not be begun" error={begin.error} />}
      <Unfinished />
    </section>
  )
}

type WayProps = { icon: ReactNode; title: string; words: string; children: ReactNode }

function Way({ icon, title, words, children }: WayProps) {
  return (
    <div className="flex flex-col items-start gap-2 rounded-lg border bg-surface p-4">
      <h3 className="flex items-center gap-2 font-medium">
        {icon}
        {title}
      </h3>
      <p className="wrap-anywhere flex-1 text-muted text-sm">{words}</p>
      {children}
    </div>
  )
}

/** What was begun and not saved yet. */
function Unfinished() {
  const drafts = useQuery(listAgentDraftsOptions({ query: { limit: 5 } }))
  const queries = useQueryClient()
  const remove = useMutation({
    ...removeAgentDraftMutation(),
    onSuccess: () => hearOfDrafts(queries),
    onError: (error) => toast.error('It could not be thrown away', { description: asProblem(error).detail }),
  })
  const items = drafts.data?.items ?? []
  if (items.length === 0) return null
  return (
    <div className="flex flex-col gap-1">
      <h3 className="font-medium text-sm">Go on with</h3>
      <ul className="divide-y rounded-lg border bg-surface">
        {items.map((item) => (
          <li key={item.id} className="flex items-center gap-3 px-3 py-1.5 text-sm">
            <Link
              to={paths.agentDraft}
              params={{ draft: item.id }}
              className="wrap-anywhere min-w-0 flex-1 font-medium text-accent hover:underline"
            >
              {item.title}
            </Link>
            <span className="hidden text-muted sm:inline">{KIND[item.kind]}</span>
            <span className="text-muted">
              <Moment at={item.updated_at} />
            </span>
            <Button
              size="small"
              variant="ghost"
              aria-label={`Throw ${item.title} away`}
              busy={remove.isPending && remove.variables.path.draft_id === item.id}
              onClick={() => remove.mutate({ path: { draft_id: item.id } })}
            >
              Throw away
            </Button>
          </li>
        ))}
      </ul>
    </div>
  )
}

const KIND: Record<DraftItem['kind'], string> = { interview: 'Interview', wizard: 'Form' }

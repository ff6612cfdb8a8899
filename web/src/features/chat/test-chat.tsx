import { useQueryClient } from '@tanstack/react-query'
import { FlaskConical, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { asProblem } from '@/api/problem'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { Failure } from '@/ui/failure'
import { Skeleton } from '@/ui/skeleton'
import { toast } from '@/ui/toast'
import { useBegin, useNamedAgent } from './begin'
import { showLastTest, useLastTest } from './last-test'
import { OpenChat } from './open-chat'
import { Panel } from './panel'
import { restore, useConversation, useDelete } from './queries'
import { isRunning, stop } from './running'
import { VariableFields } from './variable-fields'
import { asksFor, given, lacking, type Values } from './variables'

type Props = {
  agentSlug: string
  /** The version tried; the newest one when none is named. */
  version?: number
}

/** A conversation with a version of an agent, beside its editor. It stands in no list. */
export function TestChat({ agentSlug, version }: Props) {
  const key = `${agentSlug}@${version ?? 'newest'}`
  return <Test key={key} name={key} agentSlug={agentSlug} version={version} />
}

function Test({
  name,
  agentSlug,
  version,
}: {
  name: string
  agentSlug: string
  version: number | undefined
}) {
  const place = `test:${name}`
  const queries = useQueryClient()
  const last = useLastTest(agentSlug, version)
  const id = last.data ?? null
  const conversation = useConversation(id)
  const begin = useBegin(place, 'test', (begun) => showLastTest(queries, agentSlug, version, begun.id))
  const remove = useDelete()
  const { candidates } = useNamedAgent(agentSlug)
  const variables = asksFor(candidates)
  const [typed, type] = useState<Values>({})
  const onSay = (text: string) =>
    begin([{ kind: 'agent', id: agentSlug, version: version ?? null }], null, text, given(variables, typed))
  const again = (gone: string) => {
    if (isRunning(gone)) stop(gone)
    const bringBack = async () => {
      try {
        await restore(queries, gone)
        showLastTest(queries, agentSlug, version, gone)
      } catch (error) {
        toast.error('The test could not be brought back', { description: asProblem(error).detail })
      }
    }
    remove.mutate(gone, {
      onSuccess: () => {
        showLastTest(queries, agentSlug, version, null)
        toast.success('The test begins anew', { action: { label: 'Undo', onClick: () => void bringBack() } })
      },
      onError: (error) =>
        toast.error('The test could not begin anew', { description: asProblem(error).detail }),
    })
  }
  return (
    <section aria-label="Test chat" className="flex h-full min-h-96 min-w-0 flex-col rounded-lg border bg-bg">
      <header className="flex h-10 shrink-0 items-center gap-2 border-b px-3">
        <FlaskConical aria-hidden className="size-4 text-warn" />
        <h2 className="min-w-0 flex-1 truncate font-semibold text-sm">
          Test chat{version === undefined ? '' : `, version ${version}`}
        </h2>
        {id !== null && (
          <Button size="small" variant="ghost" busy={remove.isPending} onClick={() => again(id)}>
            {!remove.isPending && <RotateCcw aria-hidden />}
            Start anew
          </Button>
        )}
      </header>
      {id !== null && conversation.data ? (
        <OpenChat key={id} conversation={conversation.data} />
      ) : last.isPending || (id !== null && conversation.isPending) ? (
        <Skeleton className="m-4 h-24" />
      ) : last.isError || conversation.isError ? (
        <Failure
          what="The last test could not be loaded"
          error={last.error ?? conversation.error}
          onRetry={() => void (last.isError ? last : conversation).refetch()}
          className="m-4"
        />
      ) : (
        <Panel
          conversation={null}
          place={place}
          handles={[]}
          refusal={lacking(variables, typed)}
          onSay={onSay}
          chips={
            <VariableFields
              key={variables.map(({ name }) => name).join()}
              asked={variables}
              typed={typed}
              onType={type}
            />
          }
          empty={
            <EmptyState icon={FlaskConical} title={`Try ${agentSlug}`}>
              What you say here is a governed call that is counted as a test. Nothing needs to be deployed.
            </EmptyState>
          }
        />
      )}
    </section>
  )
}

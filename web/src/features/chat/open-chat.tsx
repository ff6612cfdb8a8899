import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { addParticipant, removeParticipant } from '@/api/gen'
import { asProblem } from '@/api/problem'
import { EmptyState } from '@/ui/empty-state'
import { toast } from '@/ui/toast'
import { showConversation } from './cache'
import { Chips } from './chips'
import { Panel } from './panel'
import { Picker } from './picker'
import { useThread } from './queries'
import { say } from './running'
import { lastQuestion } from './tree'
import type { Candidate, Conversation, Message } from './types'
import { VariableFields } from './variable-fields'
import { asksFor, given, lacking, type Values } from './variables'

/** A conversation that has begun. */
export function OpenChat({
  conversation,
  empty = NOTHING_YET,
}: {
  conversation: Conversation
  empty?: ReactNode
}) {
  const queries = useQueryClient()
  const { id } = conversation
  const there = conversation.participants.filter(({ removed }) => !removed)
  const [chosen, choose] = useState<ReadonlySet<string> | null>(null)
  const [picking, setPicking] = useState(false)
  const last = useLastQuestion(id)
  const before = last && last.to.length > 0 ? last.to : null
  const asked = new Set(
    there
      .filter(({ ref, id: each }) => chosen?.has(ref) ?? before?.includes(each) ?? true)
      .map(({ ref }) => ref),
  )
  const variables = asksFor(there.filter(({ ref }) => asked.has(ref)))
  const [changed, type] = useState<Values | null>(null)
  const typed = changed ?? last?.variables ?? {}
  const onSay = (content: string) =>
    say(queries, id, {
      content,
      to: there.filter(({ ref }) => asked.has(ref)).map((each) => each.id),
      variables: { ...given(variables, typed) },
    })
  const toggle = async (candidate: Candidate) => {
    const taking = there.find(({ ref }) => ref === candidate.ref)
    const path = { conversation_id: id }
    try {
      const { data } = taking
        ? await removeParticipant({ path: { ...path, participant_id: taking.id }, throwOnError: true })
        : await addParticipant({
            path,
            body: { kind: candidate.kind, id: candidate.ref },
            throwOnError: true,
          })
      showConversation(queries, data)
      if (!taking) choose(new Set([...asked, candidate.ref]))
    } catch (error) {
      const { title, detail } = asProblem(error)
      toast.error(title, { description: detail })
    }
  }
  return (
    <>
      <Panel
        conversation={conversation}
        place={id}
        handles={there.map(({ handle }) => handle)}
        refusal={refusalOf(there, asked) ?? lacking(variables, typed)}
        onSay={onSay}
        empty={empty}
        chips={
          <>
            <VariableFields key={last ? 'asked' : 'first'} asked={variables} typed={typed} onType={type} />
            <Chips
              participants={there}
              asked={asked}
              onAsk={choose}
              onAdd={conversation.kind === 'chat' ? () => setPicking(true) : null}
              onRemove={(each) => void toggle(each)}
            />
          </>
        }
      />
      {picking && (
        <Picker
          chosen={new Set(there.map(({ ref }) => ref))}
          most={conversation.most_participants}
          onToggle={(each) => void toggle(each)}
          onClose={() => setPicking(false)}
        />
      )}
    </>
  )
}

const NOTHING_YET = <EmptyState title="Nothing was said yet">Write the first message below.</EmptyState>

/** Those whom the last message went to are asked again, with the same values, unless the person chooses others. */
function useLastQuestion(conversation: string): Message | null {
  const { data } = useThread(conversation)
  return lastQuestion(data?.items ?? [])
}

function refusalOf(there: readonly Candidate[], asked: ReadonlySet<string>): string | null {
  if (there.length === 0) return 'Nobody takes part: add an agent first'
  const one = there.length === 1 ? there[0] : undefined
  if (one && !one.answers) return one.reason
  return asked.size === 0 ? 'Choose whom to ask, or mention one with @' : null
}

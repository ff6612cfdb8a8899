import { Bot, MessageSquarePlus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/empty-state'
import { kindOf, refsIn, useBegin, useNamed } from './begin'
import { Chips } from './chips'
import { focusComposer } from './composer-focus'
import { Panel } from './panel'
import { Picker } from './picker'
import { useCandidates } from './queries'
import type { Candidate } from './types'
import { VariableFields } from './variable-fields'
import { asksFor, given, lacking, type Values } from './variables'

const MOST = 8
/** Where a message is written that begins a conversation. */
export const HERE = 'new'

type Props = {
  /** Whom the address names. */
  named: string | undefined
  onNamed: (refs: string) => void
  onBegun: (conversation: string) => void
}

/** A conversation that has not begun: choose whom to talk to, and say something. */
export function NewChat({ named, onNamed, onBegun }: Props) {
  const wanted = refsIn(named)
  const { candidates, pending } = useNamed(wanted)
  // Until it is known who they are, the server is asked for all whom the address names.
  const refs = pending ? wanted : candidates.map(({ ref }) => ref)
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [picking, setPicking] = useState(false)
  const begin = useBegin(HERE, 'chat', ({ id }) => onBegun(id))
  const asked = new Set(refs.filter((ref) => !left.has(ref)))
  const toggle = ({ ref }: Candidate) =>
    onNamed((refs.includes(ref) ? refs.filter((each) => each !== ref) : [...refs, ref]).join(','))
  const [typed, type] = useState<Values>({})
  const variables = asksFor(candidates.filter(({ ref }) => asked.has(ref)))
  const onSay = (text: string) =>
    begin(
      refs.map((id) => ({ kind: kindOf(id), id })),
      asked,
      text,
      given(variables, typed),
    )
  return (
    <>
      <Panel
        conversation={null}
        place={HERE}
        handles={candidates.map(({ handle }) => handle)}
        refusal={nobody(refs.length, asked.size) ?? lacking(variables, typed)}
        onSay={onSay}
        empty={
          wanted.length > 0 && pending ? null : <Start chosen={candidates} onPick={() => setPicking(true)} />
        }
        chips={
          <>
            <VariableFields
              key={variables.map(({ name }) => name).join()}
              asked={variables}
              typed={typed}
              onType={type}
            />
            <Chips
              participants={candidates}
              asked={asked}
              onAsk={(next) => setLeft(new Set(refs.filter((ref) => !next.has(ref))))}
              onAdd={() => setPicking(true)}
              onRemove={toggle}
            />
          </>
        }
      />
      {picking && (
        <Picker
          chosen={new Set(refs)}
          most={MOST}
          onToggle={toggle}
          onClose={() => setPicking(false)}
          onReturn={() => focusComposer(HERE)}
        />
      )}
    </>
  )
}

function nobody(chosen: number, asked: number): string | null {
  if (chosen === 0) return 'Choose an agent first'
  return asked === 0 ? 'Choose whom to ask' : null
}

function Start({ chosen, onPick }: { chosen: readonly Candidate[]; onPick: () => void }) {
  const all = useCandidates('')
  const nobody = all.data && all.data.deployed.length === 0 && all.data.test.length === 0
  if (nobody && all.data.refusal) {
    return (
      <EmptyState icon={Bot} title="Your role may not talk to agents">
        {all.data.refusal} An owner or admin can give you the role operator or builder.
      </EmptyState>
    )
  }
  if (nobody) {
    return (
      <EmptyState
        icon={Bot}
        title="There is no agent to talk to yet"
        command="remit agents apply examples/hello.yaml"
      >
        Make one on the page Agents, or apply a file:
      </EmptyState>
    )
  }
  if (chosen.length === 0) {
    return (
      <EmptyState
        icon={MessageSquarePlus}
        title="Whom do you want to talk to?"
        action={
          <Button variant="primary" onClick={onPick}>
            Choose agents
          </Button>
        }
      >
        A deployed agent, a version on trial, or several side by side.
      </EmptyState>
    )
  }
  const names = chosen.map(({ handle }) => handle).join(', ')
  return (
    <EmptyState icon={MessageSquarePlus} title={`Talk to ${names}`}>
      Write the first message below.
    </EmptyState>
  )
}

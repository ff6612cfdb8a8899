import { Check } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/ui/button'
import { cn } from '@/ui/cn'
import { Dialog } from '@/ui/dialog'
import { Failure } from '@/ui/failure'
import { Search } from '@/ui/form'
import { Skeleton } from '@/ui/skeleton'
import { StatusMark } from './marks'
import { useCandidates } from './queries'
import type { Candidate } from './types'

type Props = {
  /** Refs of those who take part already. */
  chosen: ReadonlySet<string>
  most: number
  onToggle: (candidate: Candidate) => void
  onClose: () => void
  /** Where the focus goes when what opened it is gone. */
  onReturn?: () => void
}

/** Whom to talk to, in two sections. */
export function Picker({ chosen, most, onToggle, onClose, onReturn }: Props) {
  const [q, setQ] = useState('')
  const found = useCandidates(q)
  const full = chosen.size >= most
  return (
    <Dialog
      title="Who takes part"
      description="Deployed agents answer as everybody reaches them; test agents run a version that need not be deployed."
      onClose={onClose}
      {...(onReturn ? { onReturn } : {})}
      footer={
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <Search label="Find an agent" value={q} onChange={setQ} className="sm:w-full" />
        {full && <p className="text-muted text-sm">A conversation has at most {most} participants.</p>}
        {found.isError && (
          <Failure
            what="The agents could not be loaded"
            error={found.error}
            onRetry={() => void found.refetch()}
          />
        )}
        {found.isPending && <Skeleton className="h-24" />}
        {found.data && (
          <>
            <Section
              name="Deployed"
              none={q ? 'No deployed agent has that in its name.' : 'No agent is deployed yet.'}
              {...{ chosen, full, onToggle }}
              candidates={found.data.deployed}
              more={found.data.more_deployed}
            />
            <Section
              name="Test"
              none={q ? 'No agent has that in its name.' : 'There is no agent yet.'}
              {...{ chosen, full, onToggle }}
              candidates={found.data.test}
              more={found.data.more_test}
            />
          </>
        )}
      </div>
    </Dialog>
  )
}

type SectionProps = {
  name: string
  none: string
  candidates: readonly Candidate[]
  more: boolean
  chosen: ReadonlySet<string>
  full: boolean
  onToggle: (candidate: Candidate) => void
}

function Section({ name, none, candidates, more, chosen, full, onToggle }: SectionProps) {
  return (
    <section className="flex flex-col gap-1.5">
      <h3 className="font-semibold text-sm">{name}</h3>
      {candidates.length === 0 && <p className="text-muted text-sm">{none}</p>}
      <ul aria-label={name} className="flex flex-col rounded-md border empty:hidden">
        {candidates.map((each) => (
          <li key={each.ref} className="border-b last:border-b-0">
            <Choice
              candidate={each}
              chosen={chosen.has(each.ref)}
              disabled={full && !chosen.has(each.ref)}
              onToggle={() => onToggle(each)}
            />
          </li>
        ))}
      </ul>
      {more && <p className="text-muted text-xs">There are more: type a part of the name.</p>}
    </section>
  )
}

type ChoiceProps = { candidate: Candidate; chosen: boolean; disabled: boolean; onToggle: () => void }

function Choice({ candidate, chosen, disabled, onToggle }: ChoiceProps) {
  const { handle, kind, agent, status, reason } = candidate
  return (
    <button
      type="button"
      aria-pressed={chosen}
      disabled={disabled}
      onClick={onToggle}
      className="flex w-full items-center gap-3 px-3 py-2 text-left text-sm hover:bg-raised disabled:opacity-50"
    >
      <Check aria-hidden className={cn('size-4 shrink-0 text-accent', !chosen && 'invisible')} />
      <span className="min-w-0 flex-1">
        <span className="wrap-anywhere block font-medium">{handle}</span>
        <span className="wrap-anywhere block text-muted text-xs">{reason ?? agent}</span>
      </span>
      <StatusMark kind={kind} status={status} />
    </button>
  )
}

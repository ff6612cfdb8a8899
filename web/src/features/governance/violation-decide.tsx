import { CircleCheck, CircleSlash, Eye, type LucideIcon, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/ui/button'
import { Failure } from '@/ui/failure'
import { Field, Textarea } from '@/ui/form'
import { useDecide } from './violations-queries'
import type { Detail, Move } from './violations-types'
import { MOVES } from './violations-words'

const ICONS: Record<Move, LucideIcon> = {
  acknowledge: Eye,
  resolve: CircleCheck,
  false_positive: CircleSlash,
  reopen: Undo2,
}

type Props = {
  found: Detail
  /** Something was decided, and can be taken back below. */
  onDecided: () => void
}

/** What may be made of a violation now, with a note; it says so where one may only look. */
export function Decide({ found, onDecided }: Props) {
  const [note, setNote] = useState('')
  const decide = useDecide()
  if (found.actions.length === 0) {
    return (
      <p className="text-muted text-sm">
        Deciding on violations needs the role operator, approver, admin or owner.
      </p>
    )
  }
  const choose = (move: Move) =>
    decide.mutate(
      { id: found.id, move, version: found.version, note: note.trim() },
      { onSuccess: () => move !== 'reopen' && onDecided() },
    )
  return (
    <section aria-label="Decide" className="flex flex-col gap-3 rounded-lg border bg-raised/30 p-3">
      <Field label="Note" optional help="It stands in the audit log beside your name.">
        {(control) => (
          <Textarea
            {...control}
            rows={2}
            maxLength={2000}
            value={note}
            onChange={({ target }) => setNote(target.value)}
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        {found.actions.map((move, at) => {
          const Icon = ICONS[move]
          const busy = decide.isPending && decide.variables.move === move
          return (
            <Button
              key={move}
              variant={at === 0 ? 'primary' : 'outline'}
              busy={busy}
              disabled={decide.isPending}
              onClick={() => choose(move)}
            >
              {!busy && <Icon aria-hidden />}
              {MOVES[move].verb}
            </Button>
          )
        })}
      </div>
      {decide.isError && <Failure what="It could not be changed" error={decide.error} />}
    </section>
  )
}

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { applyPoliciesMutation } from '@/api/gen/@tanstack/react-query.gen'
import { asProblem } from '@/api/problem'
import { Diff } from '@/ui/diff'
import { Failure } from '@/ui/failure'
import { Field, Switch, Textarea } from '@/ui/form'
import { FormDialog } from '@/ui/form-dialog'
import { toast } from '@/ui/toast'
import { refreshPolicies } from '../queries'
import type { CheckAnswer, Standing } from '../types'
import { differenceSentence } from '../words'
import { ReplayResult } from './replay-result'

type Props = {
  text: string
  /** What the text is applied on top of. */
  standing: Standing
  /** The older version whose text it is. */
  restores: number | null
  difference: CheckAnswer['difference'] | undefined
  owner: boolean
  onApplied: (standing: Standing) => void
  onClose: () => void
}

/** Shows what changes and what would have been decided otherwise, and asks for a note. */
export function ApplyDialog({ text, standing, restores, difference, owner, onApplied, onClose }: Props) {
  const queries = useQueryClient()
  const [note, setNote] = useState('')
  const [force, setForce] = useState(false)
  const { mutate, isPending, error } = useMutation(applyPoliciesMutation())
  const problem = error === null ? null : asProblem(error)
  const lockedOut = problem?.type === 'locked-out'
  const apply = () =>
    mutate(
      { body: { text, version: standing.version, note, restores, force } },
      {
        onSuccess: ({ number }) => {
          toast.success(`Version ${number} holds from the next call on`)
          onApplied({ version: number, text })
          void refreshPolicies(queries)
        },
        // Somebody may have applied meanwhile: the page then says what.
        onError: () => void refreshPolicies(queries),
      },
    )
  return (
    <FormDialog
      title={restores === null ? 'Apply these policies?' : `Bring version ${restores} back?`}
      description="It decides the next call of everything that runs, on every process."
      verb="Apply"
      wide
      busy={isPending}
      error={error}
      onSubmit={apply}
      onClose={onClose}
    >
      {difference && <p className="wrap-anywhere text-sm">{differenceSentence(difference)}</p>}
      <div className="max-h-64 overflow-y-auto">
        <Diff before={standing.text} after={text} label="What changes" />
      </div>
      <section aria-label="What would have been decided otherwise">
        <ReplayResult text={text} />
      </section>
      <Field label="Note" optional help="What it is for; it stands in the history.">
        {(control) => (
          <Textarea
            {...control}
            value={note}
            maxLength={1000}
            onChange={({ target }) => setNote(target.value)}
          />
        )}
      </Field>
      {error !== null && <Failure what="It was not applied" error={error} />}
      {lockedOut && owner && (
        <Switch checked={force} onChange={setForce}>
          Apply it though I could not apply policies any more
        </Switch>
      )}
    </FormDialog>
  )
}

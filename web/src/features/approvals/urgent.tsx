import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { breakGlassForProposalMutation, reviewProposalMutation } from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { Failure } from '@/ui/failure'
import { Field, Textarea } from '@/ui/form'
import { FormDialog } from '@/ui/form-dialog'
import { toast } from '@/ui/toast'
import { settle } from './hear'
import type { Detail } from './types'

/** For what cannot wait: two owners or admins say so, and it is carried out. */
export function BreakGlass({ detail }: { detail: Detail }) {
  const [open, setOpen] = useState(false)
  const queries = useQueryClient()
  const urgent = useMutation({
    ...breakGlassForProposalMutation(),
    onSuccess: (after) => {
      settle(queries, after)
      setOpen(false)
      toast.success(
        after.status === 'pending' ? 'Noted: a second person is needed' : 'It is being carried out',
      )
    },
  })
  if (!detail.may_break_glass) return null
  return (
    <>
      <Button variant="ghost" onClick={() => setOpen(true)}>
        This cannot wait
      </Button>
      {open && (
        <Words
          title="Break the glass"
          verb={detail.override ? 'Carry it out now' : 'Say that it cannot wait'}
          label="Why can it not wait?"
          says="Two different owners or admins have to say so; then it is carried out at once. It is recorded as a critical violation, and a third person looks at it afterwards."
          busy={urgent.isPending}
          error={urgent.error}
          onSubmit={(reason) =>
            urgent.mutate({ path: { proposal_id: detail.id }, body: { reason, digest: detail.digest } })
          }
          onClose={() => setOpen(false)}
        />
      )}
    </>
  )
}

/** What a third person found who looked at a change that did not wait. */
export function ReviewAfterwards({ detail }: { detail: Detail }) {
  const [open, setOpen] = useState(false)
  const queries = useQueryClient()
  const review = useMutation({
    ...reviewProposalMutation(),
    onSuccess: (after) => {
      settle(queries, after)
      setOpen(false)
      toast.success('Your review is recorded')
    },
  })
  if (!detail.may_review) return null
  return (
    <div>
      <Button variant="primary" onClick={() => setOpen(true)}>
        Review it
      </Button>
      {open && (
        <Words
          title="Review what did not wait"
          verb="Record the review"
          label="What did you find?"
          says="You neither asked for this nor broke the glass. Your words go into the audit log."
          busy={review.isPending}
          error={review.error}
          onSubmit={(words) => review.mutate({ path: { proposal_id: detail.id }, body: { words } })}
          onClose={() => setOpen(false)}
        />
      )}
    </div>
  )
}

type WordsProps = {
  title: string
  verb: string
  label: string
  says: string
  busy: boolean
  error: unknown
  onSubmit: (words: string) => void
  onClose: () => void
}

function Words({ title, verb, label, says, busy, error, onSubmit, onClose }: WordsProps) {
  const [words, setWords] = useState('')
  return (
    <FormDialog
      title={title}
      verb={verb}
      busy={busy}
      error={error}
      onSubmit={() => words.trim() && onSubmit(words.trim())}
      onClose={onClose}
    >
      <p className="text-sm">{says}</p>
      <Field label={label}>
        {(control) => (
          <Textarea
            {...control}
            required
            rows={3}
            maxLength={2000}
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
        )}
      </Field>
      {error ? <Failure what="That did not work" error={error} /> : null}
    </FormDialog>
  )
}

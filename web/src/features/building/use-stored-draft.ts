import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { DraftAnswer } from '@/api/gen'
import {
  changeAgentDraftMutation,
  getAgentDraftQueryKey,
  saveAgentDraftMutation,
} from '@/api/gen/@tanstack/react-query.gen'
import { asProblem, type Problem } from '@/api/problem'

const PAUSE_MS = 700

/** What somebody else made of the draft while this person was typing. */
export type Theirs = { source: string; revision: number; author: string }

/** The text of a draft, kept on the server whenever the typing pauses; nobody's words are gone over unseen. */
export function useStoredDraft(stored: DraftAnswer) {
  const queries = useQueryClient()
  const path = { draft_id: stored.id }
  const [base, setBase] = useState({ source: stored.source, revision: stored.revision })
  const [text, setText] = useState(stored.source)
  const [theirs, setTheirs] = useState<Theirs | null>(null)
  const [error, setError] = useState<Problem | null>(null)
  const keep = useMutation(changeAgentDraftMutation())
  const save = useMutation(saveAgentDraftMutation())
  const unkept = text !== base.source

  // What others change shows at once, unless it would take away what is being typed.
  useEffect(() => {
    if (stored.revision <= base.revision) return
    if (text === base.source || text === stored.source) {
      setBase({ source: stored.source, revision: stored.revision })
      setText(stored.source)
    }
  }, [stored, base, text])

  const show = (answer: DraftAnswer) => queries.setQueryData(getAgentDraftQueryKey({ path }), answer)
  const put = (source: string, revision: number, step?: number) =>
    keep.mutate(
      { path, body: { source, revision, step: step ?? null } },
      {
        onSuccess: (answer) => {
          setBase({ source, revision: answer.revision })
          setError(null)
          show(answer)
        },
        onError: (failed) => {
          const problem = asProblem(failed)
          const other = theirsIn(problem)
          setTheirs(other)
          setError(other ? null : problem)
        },
      },
    )
  const { isPending } = keep
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text alone starts the pause anew
  useEffect(() => {
    if (!unkept || theirs || isPending || error) return
    const timer = setTimeout(() => put(text, base.revision), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text, base.revision, theirs, isPending, error])

  return {
    text,
    unkept,
    keeping: isPending,
    error,
    theirs,
    change: (next: string) => {
      setText(next)
      setError(null)
      if (save.isError) save.reset()
    },
    goTo: (step: number) => put(text, base.revision, step),
    keepMine: () => {
      if (!theirs) return
      setTheirs(null)
      put(text, theirs.revision)
    },
    takeTheirs: () => {
      if (!theirs) return
      setBase(theirs)
      setText(theirs.source)
      setTheirs(null)
    },
    putOff: () => {
      setTheirs(null)
      setError(asProblem(keep.error))
    },
    save: {
      busy: save.isPending,
      error: save.error === null ? null : asProblem(save.error),
      run: (over?: number) =>
        save.mutate(
          { path, body: { revision: base.revision, over: over ?? null } },
          {
            onSuccess: () => void queries.invalidateQueries({ queryKey: getAgentDraftQueryKey({ path }) }),
          },
        ),
      saved: save.data ?? null,
      reset: save.reset,
    },
  }
}

export type StoredDraft = ReturnType<typeof useStoredDraft>

function theirsIn({ type, document }: Problem): Theirs | null {
  const draft = document.draft as
    | { source: string; revision: number; changed_by: { name: string } }
    | undefined
  if (type !== 'agent-draft-changed' || !draft) return null
  return { source: draft.source, revision: draft.revision, author: draft.changed_by.name }
}

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { AppliedAgent } from '@/api/gen'
import { applyAgentMutation } from '@/api/gen/@tanstack/react-query.gen'
import { asProblem, type Problem } from '@/api/problem'
import { toast } from '@/ui/toast'
import { refreshAgents } from '../queries'

/** What stands on the server: the newest version, 0 where there is none yet. */
export type Standing = { version: number; source: string }
export type Conflict = { number: number; author: string }

export type Draft = {
  /** The agent that is edited; none while it is new. */
  slug: string | null
  text: string
  change: (text: string) => void
  /** The version that the text began as. */
  base: number
  unsaved: boolean
  saving: boolean
  error: Problem | null
  /** Somebody saved meanwhile, and this text would go over it. */
  conflict: Conflict | null
  /** Saves a draft; over a version that the person has seen when one is named. */
  save: (over?: number) => void
  discard: () => void
  /** Goes on from what somebody else saved. */
  take: (standing: Standing) => void
  putOff: () => void
}

/** The text that is being edited, kept apart from what the server has until it is saved. */
export function useDraft(
  slug: string | null,
  standing: Standing,
  onSaved: (agent: AppliedAgent) => void,
): Draft {
  const queries = useQueryClient()
  const [begun, setBegun] = useState(standing)
  const [text, setText] = useState(standing.source)
  const { mutate, isPending, error, reset } = useMutation(applyAgentMutation())
  const unsaved = text !== begun.source
  const change = (next: string) => {
    setText(next)
    // What was wrong with the text before need not be wrong with this one.
    if (error !== null) reset()
  }
  const take = (next: Standing) => {
    setBegun(next)
    setText(next.source)
    reset()
  }

  // What others save shows at once, unless it would take away what is being typed.
  useEffect(() => {
    if (standing.version <= begun.version) return
    setBegun((before) => (text === before.source ? standing : before))
    setText((now) => (now === begun.source ? standing.source : now))
  }, [standing, begun, text])

  const save = (over: number = begun.version) =>
    mutate(
      { body: { source: text, promote: false, base_version: over, slug } },
      {
        onSuccess: (saved) => {
          setBegun({ version: saved.version.number, source: text })
          tell(saved)
          void refreshAgents(queries)
          onSaved(saved)
        },
      },
    )
  const problem = error === null ? null : asProblem(error)
  const conflict = problem === null ? null : conflictOf(problem)
  return {
    slug,
    text,
    change,
    base: begun.version,
    unsaved,
    saving: isPending,
    error: conflict === null ? problem : null,
    conflict,
    save,
    discard: () => take(begun),
    take,
    putOff: reset,
  }
}

function conflictOf({ type, document }: Problem): Conflict | null {
  const newest = document.newest as { number: number; created_by: { name: string } } | null | undefined
  return type === 'agent-changed' && newest ? { number: newest.number, author: newest.created_by.name } : null
}

function tell({ slug, version, unchanged }: AppliedAgent): void {
  if (unchanged) {
    toast.success(`Version ${version.number} of ${slug} says the same already`, {
      description: 'Comments and spacing are kept with the next change.',
    })
  } else toast.success(`Version ${version.number} of ${slug} is saved as a draft`)
}

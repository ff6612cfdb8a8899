import { Badge } from '@/ui/badge'
import { RUN_STATES, USE_STATES } from '@/ui/states'
import type { Run, Step } from './types'

/** Where a run stands; one that somebody cancelled says so. */
export function RunMark({ run: { status, problem } }: { run: Pick<Run, 'status' | 'problem'> }) {
  return <Badge {...RUN_STATES[problem?.type === 'run-cancelled' ? 'cancelled' : status]} />
}

/** What became of a use: one that only reads is not kept, and was made unless it was refused. */
export function UseMark({ step: { use, refused } }: { step: Step }) {
  return <Badge {...USE_STATES[use?.state ?? (refused ? 'refused' : 'done')]} />
}

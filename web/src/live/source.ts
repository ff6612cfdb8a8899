import { paths } from '@/paths'

export type LiveState = 'connecting' | 'open'
export type LiveEvent = { name: string; data: string; id: string }
export type LiveMessage = { state: LiveState } | { event: LiveEvent }

/** The events this application listens to; an EventSource must be told each by name. */
const NAMES = [
  'hello',
  'deployment.updated',
  'rollout.updated',
  'rollout.measured',
  'environment.changed',
  'proposal.applied',
  'proposal.expired',
  'proposal.voided',
  'proposal.rejected',
  'proposal.approved',
  'proposal.pending',
  'proposal.progressed',
  'proposal.escalated',
  'proposal.reviewed',
  'proposal.replayed',
  'agent.version_created',
  'agent.promoted',
  'agent.archived',
  'agent.reactivated',
  'draft.changed',
  'connection.changed',
  'policy.applied',
  'violation.found',
  'violation.changed',
  'budget.changed',
  'budget.threshold',
  'budget.waiting',
  'limit.changed',
  'alias.changed',
  'annotator.changed',
  'team.changed',
  'dataset.changed',
  'evaluation.asked',
  'evaluation.running',
  'evaluation.progressed',
  'evaluation.finished',
  'evaluation.failed',
  'evaluation.cancelled',
  'run.told',
  'run.waiting',
  'run.running',
  'run.answered',
  'run.refused',
  'run.failed',
  'run.unknown',
  'session.ended',
  'member.changed',
  'organization.changed',
]
const RETRY_MS = 3_000
/** The server says something every 15 s, if only `ping`: after two that did not come, nobody is there. */
const SILENT_MS = 40_000

/** One connection to the event stream, kept up until it is closed. */
export function openSource(tell: (message: LiveMessage) => void): () => void {
  let source: EventSource
  let retry: ReturnType<typeof setTimeout> | undefined
  let silence: ReturnType<typeof setTimeout> | undefined

  const heard = () => {
    clearTimeout(silence)
    silence = setTimeout(() => {
      source.close()
      tell({ state: 'connecting' })
      open()
    }, SILENT_MS)
  }

  const open = () => {
    source = new EventSource(paths.events)
    heard()
    source.onopen = () => {
      heard()
      tell({ state: 'open' })
    }
    source.addEventListener('ping', heard)
    source.onerror = () => {
      tell({ state: 'connecting' })
      // A browser reconnects by itself except after an answer that is no stream.
      if (source.readyState === EventSource.CLOSED) retry = setTimeout(open, RETRY_MS)
    }
    for (const name of NAMES) {
      source.addEventListener(name, ({ data, lastEventId }: MessageEvent<string>) => {
        heard()
        tell({ event: { name, data, id: lastEventId } })
      })
    }
  }

  open()
  return () => {
    clearTimeout(retry)
    clearTimeout(silence)
    source.close()
  }
}

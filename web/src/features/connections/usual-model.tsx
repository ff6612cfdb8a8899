import { Notice } from '@/ui/notice'
import type { Usual } from './types'

type Props = {
  usual: Usual
  mayWrite: boolean
  /** There are providers, but none of them is a default with a model. */
  some: boolean
}

/** What answers agents that name no model, and what it means when that is the demo model. */
export function UsualModelNotice({ usual, mayWrite, some }: Props) {
  if (usual.source === 'demo') {
    return (
      <Notice tone="info" title="The demo model answers">
        It only quotes what an agent was given, and says so under each answer. {cure(mayWrite, some)}
      </Notice>
    )
  }
  return (
    <p className="wrap-anywhere text-muted text-sm">
      Agents that name no model are answered by{' '}
      <code className="font-mono text-text text-xs">{usual.model}</code>
      {usual.source === 'installation' && ', which this installation has for everybody'}.
    </p>
  )
}

function cure(mayWrite: boolean, some: boolean): string {
  if (some)
    return 'None of the providers is a default with a model yet: test one, or choose its default model.'
  return `Agents get a real model once ${
    mayWrite ? 'you add a provider here' : 'an owner or admin adds a provider here'
  }, or when the server is started with a provider’s key.`
}

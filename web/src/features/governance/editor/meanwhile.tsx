import { Button } from '@/ui/button'
import { Diff } from '@/ui/diff'
import { Notice } from '@/ui/notice'
import type { Standing } from '../types'
import type { Draft } from './use-draft'

/** Somebody else applied while this text was being written: whose is to go on? */
export function Meanwhile({ draft, theirs }: { draft: Draft; theirs: Standing }) {
  return (
    <Notice tone="warn" title={`Version ${theirs.version} was applied while you were writing`}>
      <p>You began with {draft.base === 0 ? 'nothing of your own' : `version ${draft.base}`}.</p>
      <details className="my-2">
        <summary className="cursor-pointer">What your text changes of version {theirs.version}</summary>
        <Diff before={theirs.text} after={draft.text} label={`From version ${theirs.version} to your text`} />
      </details>
      <span className="flex flex-wrap gap-2">
        <Button size="small" onClick={draft.keep}>
          Go on with my text
        </Button>
        <Button size="small" onClick={() => draft.take(theirs)}>
          Take version {theirs.version}
        </Button>
      </span>
    </Notice>
  )
}

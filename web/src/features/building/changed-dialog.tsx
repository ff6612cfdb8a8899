import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Diff } from '@/ui/diff'
import type { StoredDraft, Theirs } from './use-stored-draft'

/** Somebody changed the draft while this person was typing: both texts, and the choice between them. */
export function ChangedDialog({ draft, theirs }: { draft: StoredDraft; theirs: Theirs }) {
  return (
    <Dialog
      title={`${theirs.author} changed the draft meanwhile`}
      description="Nothing was overwritten."
      onClose={draft.putOff}
      busy={draft.keeping}
      footer={
        <>
          <Button onClick={draft.putOff}>Go on editing</Button>
          <Button onClick={draft.takeTheirs}>Take theirs</Button>
          <Button variant="primary" busy={draft.keeping} onClick={draft.keepMine}>
            Keep mine
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-2 text-sm">
        <p>“Keep mine” puts your text in the place of theirs; “Take theirs” drops what you typed.</p>
        <Diff before={theirs.source} after={draft.text} label="From their text to yours" />
      </div>
    </Dialog>
  )
}

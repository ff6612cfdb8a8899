import { useSearchParams } from '@/search-params'
import { Editor, type View, viewOf } from './editor'
import { TryDraft } from './try-draft'
import type { Draft } from './use-draft'

type Props = {
  text: string
  onChange: (text: string) => void
  /** The view that is open where the address names none. */
  first?: View
}

/** The same editor over a text that is kept elsewhere, and what becomes of trying it. */
export function DraftEditor({ text, onChange, first = 'form' }: Props) {
  const [{ view }, change] = useSearchParams()
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <Editor
        label="Agent file"
        draft={asDraft(text, onChange)}
        view={viewOf(view ?? first)}
        onView={(next) => change({ view: next === first ? undefined : next }, { replace: true })}
        readOnly={null}
        verb={null}
      />
      <TryDraft text={text} />
    </div>
  )
}

function asDraft(text: string, change: (text: string) => void): Draft {
  const nothing = () => {}
  return {
    slug: null,
    text,
    change,
    base: 0,
    unsaved: false,
    saving: false,
    error: null,
    conflict: null,
    save: nothing,
    discard: nothing,
    take: nothing,
    putOff: nothing,
  }
}

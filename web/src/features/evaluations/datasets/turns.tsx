import { useState } from 'react'
import { Button } from '@/ui/button'
import { Failure } from '@/ui/failure'
import { Search } from '@/ui/form'
import { Skeleton } from '@/ui/skeleton'
import { useTurns } from '../queries'

type Props = { chosen: readonly string[]; onChange: (ids: string[]) => void }

/** Answers in the person's own conversations, to choose from. */
export function Turns({ chosen, onChange }: Props) {
  const [q, setQ] = useState('')
  const [after, setAfter] = useState<string>()
  const found = useTurns(q, after)
  const toggle = (id: string) =>
    onChange(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id])
  const search = (text: string) => {
    setQ(text)
    setAfter(undefined)
  }
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="font-medium text-sm">Answers ({chosen.length} chosen)</legend>
      <p className="text-muted text-xs">
        Each becomes a case: what you asked goes in, with what was said before, and the answer is expected.
        You can change it later.
      </p>
      <Search label="Search answers" value={q} onChange={search} />
      {found.isError && <Failure what="The answers could not be loaded" error={found.error} />}
      {found.isPending && <Skeleton className="h-40" />}
      <div className="flex max-h-72 flex-col divide-y overflow-y-auto rounded-md border">
        {found.data?.items.length === 0 && (
          <p className="p-3 text-muted text-sm">No answer in your conversations is like this.</p>
        )}
        {found.data?.items.map((turn) => (
          <label key={turn.id} className="flex cursor-pointer gap-2.5 p-2.5 text-sm hover:bg-raised/60">
            <input
              type="checkbox"
              checked={chosen.includes(turn.id)}
              onChange={() => toggle(turn.id)}
              className="mt-0.5 size-4 shrink-0 accent-accent"
            />
            <span className="min-w-0">
              <span className="wrap-anywhere line-clamp-2 font-medium">{turn.question || '–'}</span>
              <span className="wrap-anywhere line-clamp-2 text-muted">{turn.answer}</span>
              <span className="text-muted text-xs">{turn.agent}</span>
            </span>
          </label>
        ))}
      </div>
      {found.data?.next && (
        <Button size="small" className="self-start" onClick={() => setAfter(found.data?.next ?? undefined)}>
          Older answers
        </Button>
      )}
    </fieldset>
  )
}

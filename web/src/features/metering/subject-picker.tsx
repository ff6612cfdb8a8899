import { useState } from 'react'
import { Failure } from '@/ui/failure'
import { Search } from '@/ui/form'
import { Skeleton } from '@/ui/skeleton'
import { useSubjects } from './queries'
import type { Scope, Subject } from './types'
import { KINDS } from './words'

type Props = {
  scope: Scope
  chosen: Subject | null
  error: string | undefined
  onChoose: (subject: Subject) => void
}

/** Finds one agent, deployment, member or key by name, on the server. */
export function SubjectPicker({ scope, chosen, error, onChoose }: Props) {
  const [words, setWords] = useState('')
  const { data, error: failure, isFetching, refetch } = useSubjects(scope, words)
  const noun = KINDS[scope]
  const found = data?.items ?? []
  const shown = chosen && !found.some(({ id }) => id === chosen.id) ? [chosen, ...found] : found
  return (
    <fieldset className="flex min-w-0 flex-col gap-2" aria-describedby={error ? 'subject-error' : undefined}>
      <legend className="mb-1 font-medium text-sm">{noun}</legend>
      <Search
        label={`Find: ${noun}`}
        value={words}
        onChange={setWords}
        placeholder="Name"
        className="sm:w-full"
      />
      {failure && (
        <Failure what="The names could not be loaded" error={failure} busy={isFetching} onRetry={refetch} />
      )}
      {!data && !failure && <Skeleton className="h-20" />}
      {data && shown.length === 0 && (
        <p className="text-muted text-sm">
          {words ? 'Nothing of that name is here.' : 'There are none yet.'}
        </p>
      )}
      <div className="flex max-h-44 flex-col overflow-y-auto rounded-md border border-edge empty:hidden">
        {shown.map((subject) => (
          <label
            key={subject.id}
            className="flex min-h-8 cursor-pointer items-center gap-2 px-2.5 py-1 text-sm hover:bg-raised"
          >
            <input
              type="radio"
              name="subject"
              aria-invalid={error ? true : undefined}
              checked={chosen?.id === subject.id}
              onChange={() => onChoose(subject)}
              className="accent-accent"
            />
            <span className="wrap-anywhere min-w-0">{subject.name}</span>
          </label>
        ))}
      </div>
      <p aria-live="polite" className="sr-only">
        {data && `${found.length} found`}
      </p>
      {error && (
        <p id="subject-error" className="text-bad text-xs">
          {error}
        </p>
      )}
    </fieldset>
  )
}

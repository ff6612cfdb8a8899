import { BookOpen } from 'lucide-react'
import type { Message } from './types'

/** The passages that an answer cites, each to be opened; those that were only looked at are left out. */
export function Sources({ message }: { message: Message }) {
  const cited = message.citations.filter((each) => each.cited)
  if (cited.length === 0) return null
  return (
    <section aria-label="Sources" className="flex flex-col gap-1">
      <h3 className="flex items-center gap-1.5 text-muted text-xs">
        <BookOpen aria-hidden className="size-3.5" />
        Sources
      </h3>
      <ol className="flex flex-col gap-1">
        {cited.map((each) => (
          <li key={each.number}>
            <details className="rounded-md border text-sm">
              <summary className="wrap-anywhere min-h-8 cursor-pointer px-2.5 py-1.5">
                [{each.number}] {each.title}
              </summary>
              <blockquote className="wrap-anywhere max-h-64 overflow-auto whitespace-pre-wrap border-t px-2.5 py-2 text-xs">
                {each.text}
              </blockquote>
            </details>
          </li>
        ))}
      </ol>
    </section>
  )
}

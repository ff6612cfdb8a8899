import type { Detail } from './violations-types'
import { labelWords } from './violations-words'

/** What was seen in the text, masked: the text itself is kept nowhere here. */
export function Seen({ found: { seen, more, text_digest } }: { found: Detail }) {
  if (seen.length === 0) return null
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold text-base">What was seen</h3>
      <ul aria-label="What was seen" className="divide-y rounded-md border">
        {seen.map((each, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and may hold the same twice
          <li key={at} className="flex flex-col gap-0.5 px-3 py-2 text-sm">
            <span className="flex flex-wrap items-baseline gap-x-2">
              <span className="wrap-anywhere font-medium" title={each.label}>
                {labelWords(each.label)}
              </span>
              <span className="text-muted text-xs tabular-nums">
                {each.end > each.start && `characters ${each.start + 1} to ${each.end}`}
                {each.score < 1 && ` · sure to ${Math.round(each.score * 100)} %`}
              </span>
            </span>
            {/* Isolated, so that what turns the direction of writing ends with it. */}
            <bdi className="wrap-anywhere font-mono text-muted text-xs">{each.evidence}</bdi>
          </li>
        ))}
      </ul>
      {more > 0 && <p className="text-muted text-xs">And {more} more.</p>}
      <p className="text-muted text-xs">
        Secrets and personal data are masked. The text is not kept here
        {text_digest && (
          <>
            ; its digest is <code className="wrap-anywhere font-mono">{text_digest}</code>
          </>
        )}
        .
      </p>
    </section>
  )
}

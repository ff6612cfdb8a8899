import { Failure } from '@/ui/failure'
import { Notice } from '@/ui/notice'
import { Findings, KeyWords } from './proof-view'
import type { Checks } from './use-checks'

/** What came of verifying several entries at once: what was proved, what was not, and which failed. */
export function CheckedNotice({ checks }: { checks: Checks }) {
  const { last, error } = checks
  if (error != null) return <Failure what="The proofs could not be fetched" error={error} />
  if (!last) return null
  const count = new Intl.NumberFormat('en-GB')
  const failed = [...last.reports]
    .filter(([, { findings }]) => findings.some(({ outcome }) => outcome === 'failed'))
    .map(([seq]) => seq)
  const all = last.reports.size
  return (
    <div role="status" className="print:hidden">
      <Notice
        tone={last.ok ? 'ok' : 'bad'}
        title={
          failed.length > 0
            ? `${failed.length} of ${all} entries failed: ${failed.slice(0, 10).join(', ')}`
            : last.ok
              ? `${all} ${all === 1 ? 'entry was' : 'entries were'} verified in this browser; the log has ${count.format(last.size)}`
              : 'The entries belong together, but the checkpoint failed'
        }
      >
        <details open={!last.ok} className="mt-1">
          <summary className="cursor-pointer text-sm">What was proved, and what was not</summary>
          <div className="mt-2 flex flex-col gap-3">
            <Findings findings={last.checkpoint} />
            <KeyWords checked={last} />
          </div>
        </details>
      </Notice>
    </div>
  )
}

import { CircleCheck, CircleHelp, CircleX, type LucideIcon } from 'lucide-react'
import { cn } from '@/ui/cn'
import { CopyButton } from '@/ui/copy-button'
import type { Checked } from './proof/check'
import type { Finding, Report } from './proof/types'

const LOOK: Record<Finding['outcome'], { icon: LucideIcon; colour: string; word: string }> = {
  proved: { icon: CircleCheck, colour: 'text-ok', word: 'Proved' },
  failed: { icon: CircleX, colour: 'text-bad', word: 'Failed' },
  unknown: { icon: CircleHelp, colour: 'text-muted', word: 'Not proved' },
}
const NAMES: Record<Finding['what'], string> = {
  entry: 'The entry',
  details: 'Its details',
  inclusion: 'Its place in the log',
  signature: 'The signature',
  history: 'The history',
}

/** What was found, one thing after the other, each as proved, failed or not proved. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
  return (
    <ul className="flex flex-col gap-2">
      {findings.map(({ what, outcome, words }) => {
        const { icon: Icon, colour, word } = LOOK[outcome]
        return (
          <li key={what} className="flex gap-2 text-sm">
            <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', colour)} />
            <p className="wrap-anywhere min-w-0">
              <span className="font-medium">
                {NAMES[what]}: <span className={colour}>{word.toLowerCase()}</span>.
              </span>{' '}
              {words}
            </p>
          </li>
        )
      })}
    </ul>
  )
}

/** What a person has to do by themselves: the key comes from the server that is being checked. */
export function KeyWords({ checked }: { checked: Checked }) {
  return (
    <div className="flex flex-col gap-1 text-sm">
      <p className="flex gap-2">
        <CircleHelp aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
        <span>
          <span className="font-medium">
            The key: <span className="text-muted">not proved</span>.
          </span>{' '}
          It comes from this server. Compare it with the one that was published or given to you by another
          way; only then does the signature say who signed.
        </span>
      </p>
      <dl className="ml-6 grid gap-1">
        <Hash name="Key" value={checked.verifier} />
        <Hash name="Fingerprint" value={checked.fingerprint} />
      </dl>
    </div>
  )
}

/** The way from the entry's hash to the signed root, as it was walked here. */
export function Path({ report }: { report: Report }) {
  return (
    <ol aria-label="From the entry to the signed root" className="flex flex-col border-l pl-3">
      <li className="pb-2">
        <dl>
          <Hash name="Hash of the entry" value={report.leaf} />
        </dl>
      </li>
      {report.steps.map(({ side, beside, makes }, at) => (
        <li key={makes} className="pb-2">
          <p className="text-muted text-xs">
            {at + 1}. With the hash on its {side}
          </p>
          <dl>
            <Hash name={side === 'left' ? 'Left' : 'Right'} value={beside} faint />
            <Hash name="Makes" value={makes} />
          </dl>
        </li>
      ))}
      <li>
        <dl>
          <Hash name="Signed root" value={report.root ?? 'none'} />
        </dl>
      </li>
    </ol>
  )
}

function Hash({ name, value, faint = false }: { name: string; value: string; faint?: boolean }) {
  return (
    <div className="flex min-w-0 items-center gap-2 text-xs">
      <dt className="w-28 shrink-0 text-muted">{name}</dt>
      <dd className={cn('flex min-w-0 flex-1 items-center gap-2', faint && 'text-muted')}>
        <span className="wrap-anywhere min-w-0 flex-1 font-mono">{value}</span>
        <CopyButton text={value} label={name.toLowerCase()} />
      </dd>
    </div>
  )
}

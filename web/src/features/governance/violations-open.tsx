import { Link } from '@tanstack/react-router'
import { paths } from '@/paths'
import { Notice } from '@/ui/notice'
import { useSummary } from './violations-queries'
import { SEVERITY_ORDER } from './violations-words'

/** How many violations of a deployment are open, where there are any. */
export function OpenViolations({ subject }: { subject: string }) {
  const { data } = useSummary(1, subject)
  if (!data || data.open.open === 0) return null
  const { open } = data
  const parts = SEVERITY_ORDER.filter((each) => open[each] > 0).map((each) => `${open[each]} ${each}`)
  return (
    <Notice
      tone={open.critical + open.high > 0 ? 'bad' : 'warn'}
      title={open.open === 1 ? 'One violation is open' : `${open.open} violations are open`}
      action={
        <Link
          to={paths.violations}
          search={{ subject } as never}
          className="font-medium text-accent text-sm hover:underline"
        >
          See violations
        </Link>
      }
    >
      {`Calls went against policies: ${parts.join(', ')}.`}
    </Notice>
  )
}

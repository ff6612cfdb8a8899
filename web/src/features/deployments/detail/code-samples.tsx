import { useSearchParams } from '@/search-params'
import { Button } from '@/ui/button'
import { CodeBlock } from '@/ui/code-block'
import type { Detail } from '../types'
import { connecting, isCalled } from './connecting'
import { samples } from './samples'

/** How to call this deployment, filled in. */
export function CodeSamples({ detail }: { detail: Detail }) {
  const [{ sample }, change] = useSearchParams()
  const elsewhere = detail.host === 'external'
  const calls = elsewhere && !isCalled(detail) ? [] : samples(window.location.origin, detail.plan_id)
  const all = elsewhere ? [...connecting(window.location.origin, detail.plan_id), ...calls] : calls
  const open = all.find(({ id }) => id === sample) ?? all[0]
  if (!open) return null
  return (
    <>
      <p className="text-muted text-sm">
        Send one of this deployment's keys; the Keys tab makes them.{' '}
        {elsewhere
          ? 'The agent says how it is, asks before it acts, and reports what it did.'
          : 'Each answer comes after its record is on disk.'}
      </p>
      <fieldset className="flex flex-wrap gap-1">
        <legend className="sr-only">Language</legend>
        {all.map(({ id, label }) => (
          <Button
            key={id}
            size="small"
            aria-pressed={id === open.id}
            variant={id === open.id ? 'outline' : 'ghost'}
            onClick={() => change({ sample: id === all[0]?.id ? '' : id }, { replace: true })}
          >
            {label}
          </Button>
        ))}
      </fieldset>
      <CodeBlock code={open.code} label={`the sample for ${open.label}`} />
    </>
  )
}

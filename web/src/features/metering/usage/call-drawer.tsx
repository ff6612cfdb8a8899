import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { paths } from '@/paths'
import { Badge } from '@/ui/badge'
import { CopyButton } from '@/ui/copy-button'
import { Drawer } from '@/ui/drawer'
import { Failure } from '@/ui/failure'
import { Moment } from '@/ui/moment'
import { Skeleton } from '@/ui/skeleton'
import { CALL_OUTCOMES } from '@/ui/states'
import { smallUsd } from '@/ui/usd'
import { useCall } from './queries'
import { ms } from './totals'
import type { Call } from './types'
import { partyName } from './words'

const whole = new Intl.NumberFormat('en-US')

/** One call in full, and where else it left its marks. */
export function CallDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { data, error, isFetching, refetch } = useCall(id)
  return (
    <Drawer title="Call" onClose={onClose}>
      {data ? (
        <Loaded call={data} />
      ) : error ? (
        <Failure
          what="The call could not be loaded"
          error={error}
          busy={isFetching}
          onRetry={() => void refetch()}
        />
      ) : (
        <div className="flex flex-col gap-3">
          <Skeleton className="w-40" />
          <Skeleton className="h-40 w-full" />
        </div>
      )}
    </Drawer>
  )
}

function Loaded({ call }: { call: Call }) {
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-center gap-2">
        <Badge {...CALL_OUTCOMES[call.outcome]} />
        {call.error && <span className="wrap-anywhere text-sm">{call.error.replaceAll('-', ' ')}</span>}
      </div>
      <Facts title="Who and what">
        <Fact name="Called">
          <Called subject={call.subject} />
          {call.revision !== null && <span className="text-muted">, revision {call.revision}</span>}
        </Fact>
        {call.agent && <Fact name="Agent">{partyName(call.agent)}</Fact>}
        <Fact name="Caller">{partyName(call.caller)}</Fact>
        {call.key && partyName(call.key) !== partyName(call.caller) && (
          <Fact name="API key">{partyName(call.key)}</Fact>
        )}
        <Fact name="When">
          <Moment at={call.at} />
        </Fact>
        {call.purpose && <Fact name="Purpose">{call.purpose}</Fact>}
      </Facts>
      <Facts title="What it used">
        <Fact name="Model">
          {call.model || 'None was reached'}
          {call.provider && <span className="text-muted"> ({call.provider})</span>}
        </Fact>
        {call.fallback_from && <Fact name="Instead of">{call.fallback_from}</Fact>}
        <Fact name="Tokens in">
          {whole.format(call.input_tokens)}
          {call.cached_tokens > 0 && (
            <span className="text-muted">, {whole.format(call.cached_tokens)} of them from a cache</span>
          )}
        </Fact>
        <Fact name="Tokens out">
          {whole.format(call.output_tokens)}
          {call.reasoning_tokens > 0 && (
            <span className="text-muted">, {whole.format(call.reasoning_tokens)} of them to think</span>
          )}
        </Fact>
        {call.tool_uses > 0 && <Fact name="Tool uses">{whole.format(call.tool_uses)}</Fact>}
        <Fact name="Cost">
          {call.cost_usd === null
            ? call.outcome === 'refused'
              ? 'Nothing: it was refused'
              : 'Unknown: the model has no known price'
            : smallUsd(call.cost_usd)}
          {call.price_as_of && <span className="text-muted"> by the price of {call.price_as_of}</span>}
        </Fact>
        <Fact name="First words">{call.first_token_ms === null ? '–' : ms(call.first_token_ms)}</Fact>
        <Fact name="Whole time">{ms(call.duration_ms)}</Fact>
      </Facts>
      <Facts title="Where else it is">
        <Fact name="Call">
          <Copied text={call.id} label="the call's id" />
        </Fact>
        <Fact name="Request">
          <Copied text={call.request_id} label="the request id" />
        </Fact>
        <Fact name="On record">
          <To page={paths.audit} search={{ q: call.request_id }}>
            Audit entries of the request
          </To>
          {' · '}
          <To page={paths.violations} search={{ call: call.id, state: ANY }}>
            Violations of the call
          </To>
        </Fact>
      </Facts>
    </div>
  )
}

const ANY = 'open,acknowledged,resolved,false_positive'

function Called({ subject }: { subject: Call['subject'] }) {
  const [kind, id = ''] = subject.ref.split(':')
  if (kind !== 'deployment') return <>{partyName(subject)}</>
  return (
    <Link to={paths.deployment} params={{ id } as never} className="text-accent hover:underline">
      {partyName(subject)}
    </Link>
  )
}

type ToProps = { page: string; search: Record<string, string>; children: ReactNode }

function To({ page, search, children }: ToProps) {
  return (
    <Link to={page} search={search as never} className="text-accent hover:underline">
      {children}
    </Link>
  )
}

function Copied({ text, label }: { text: string; label: string }) {
  return (
    <span className="flex items-center gap-1">
      <code className="wrap-anywhere font-mono text-xs">{text}</code>
      <CopyButton text={text} label={label} />
    </span>
  )
}

function Facts({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h3 className="mb-1.5 font-medium text-muted text-xs">{title}</h3>
      <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-3 gap-y-1.5 text-sm">{children}</dl>
    </section>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="wrap-anywhere min-w-0">{children}</dd>
    </>
  )
}

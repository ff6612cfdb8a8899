import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { paths } from '@/paths'
import { CodeBlock } from '@/ui/code-block'
import { CopyButton } from '@/ui/copy-button'
import { Drawer } from '@/ui/drawer'
import { Failure } from '@/ui/failure'
import { Moment } from '@/ui/moment'
import { Skeleton } from '@/ui/skeleton'
import { Decide } from './violation-decide'
import { Seen } from './violation-seen'
import { SeverityBadge, StateBadge } from './violations-marks'
import { useViolation } from './violations-queries'
import type { Detail } from './violations-types'
import { DONE, subjectName, where } from './violations-words'

type Props = { id: string; onClose: () => void }

/** One violation in full: what happened, what was seen, the rule, and what to make of it. */
export function ViolationDrawer({ id, onClose }: Props) {
  const { data, error, isFetching, refetch } = useViolation(id)
  return (
    <Drawer title={data?.rule ?? 'Violation'} onClose={onClose}>
      {data ? (
        <Loaded found={data} onDecided={onClose} />
      ) : error ? (
        <Failure
          what="The violation could not be loaded"
          error={error}
          busy={isFetching}
          onRetry={() => void refetch()}
        />
      ) : (
        <div className="flex flex-col gap-3">
          <Skeleton className="w-40" />
          <Skeleton className="h-24 w-full" />
          <Skeleton className="h-40 w-full" />
        </div>
      )}
    </Drawer>
  )
}

function Loaded({ found, onDecided }: { found: Detail; onDecided: () => void }) {
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap gap-1.5">
        <SeverityBadge severity={found.severity} />
        <StateBadge state={found.state} />
      </div>
      <Decide key={found.version} found={found} onDecided={onDecided} />
      <Facts found={found} />
      <Seen found={found} />
      <Rule found={found} />
    </div>
  )
}

function Facts({ found }: { found: Detail }) {
  const { actor, subject, request_id, call, others_of_call, decided_by, decided_at, note } = found
  const place = where(found.direction)
  const [kind, id = ''] = subject.split(':')
  return (
    <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-3 gap-y-1.5 text-sm">
      <Fact name="What was done">
        {DONE[found.verdict]}
        {place && <span className="text-muted"> ({place})</span>}
      </Fact>
      <Fact name="About">
        {kind === 'deployment' ? (
          <Link to={paths.deployment} params={{ id } as never} className="text-accent hover:underline">
            {subjectName(found)}
          </Link>
        ) : (
          subjectName(found)
        )}
      </Fact>
      <Fact name="Caller">
        {actor.name} <code className="font-mono text-muted text-xs">{actor.ref}</code>
      </Fact>
      <Fact name="When">
        <Moment at={found.created_at} />
      </Fact>
      <Fact name="Call">
        <Copied text={call} label="the call's id" />
        {others_of_call > 0 && (
          <Link to="." search={{ call, state: ANY } as never} className="text-accent text-xs hover:underline">
            {others_of_call === 1 ? 'One more violation' : `${others_of_call} more violations`} of this call
          </Link>
        )}
      </Fact>
      {request_id && (
        <Fact name="Request">
          <Copied text={request_id} label="the request id" />
        </Fact>
      )}
      {decided_by && decided_at && (
        <Fact name="Decided by">
          {decided_by.name} <span className="text-muted">({decided_by.role})</span>,{' '}
          <Moment at={decided_at} />
          {note && <p className="text-muted">“{note}”</p>}
        </Fact>
      )}
      <Fact name="On record">
        <Link
          to={paths.audit}
          search={{ subject: `violation:${found.id}` } as never}
          className="text-accent hover:underline"
        >
          What was decided
        </Link>
        {' · '}
        <Link to={paths.audit} search={{ subject } as never} className="text-accent hover:underline">
          The {kind}'s calls and changes
        </Link>
      </Fact>
    </dl>
  )
}

const ANY = 'open,acknowledged,resolved,false_positive'

function Copied({ text, label }: { text: string; label: string }) {
  return (
    <span className="flex items-center gap-1">
      <code className="wrap-anywhere font-mono text-xs">{text}</code>
      <CopyButton text={text} label={label} />
    </span>
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

function Rule({ found: { rule, rule_now, policy_digest, errors } }: { found: Detail }) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold text-base">The rule</h3>
      {rule_now?.description && <p className="text-sm">{rule_now.description}</p>}
      {rule_now ? (
        <CodeBlock code={rule_now.text} label="the policy" />
      ) : (
        <p className="text-muted text-sm">
          {rule === 'no-policy-allows'
            ? 'No policy allows this, and what is not allowed is refused.'
            : 'The policy is not among those that hold now.'}
        </p>
      )}
      {rule_now && !rule_now.unchanged && (
        <p className="text-muted text-xs">
          This is the rule as it stands now. The policies have changed since; those that decided have the
          digest <code className="wrap-anywhere font-mono">{policy_digest}</code>.
        </p>
      )}
      {errors.length > 0 && (
        <ul className="list-disc pl-4 text-bad text-sm">
          {errors.map((each) => (
            <li key={each} className="wrap-anywhere">
              {each}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

import { useQuery } from '@tanstack/react-query'
import { ShieldCheck } from 'lucide-react'
import { getAuditEntryOptions } from '@/api/gen/@tanstack/react-query.gen'
import { Button } from '@/ui/button'
import { CodeBlock } from '@/ui/code-block'
import { CopyButton } from '@/ui/copy-button'
import { Drawer } from '@/ui/drawer'
import { Failure } from '@/ui/failure'
import { Skeleton } from '@/ui/skeleton'
import type { Proofs } from './proof/types'
import { ProofMark } from './proof-mark'
import { Findings, KeyWords, Path } from './proof-view'
import type { Entry } from './types'
import { type Checks, useChecks } from './use-checks'
import { utc } from './utc'

type Props = { seq: string; onClose: () => void; onSubject: (subject: string) => void }

/** One entry in full: what happened, its details, exactly what was hashed, and the proof. */
export function EntryDrawer({ seq, onClose, onSubject }: Props) {
  const entry = useQuery({ ...getAuditEntryOptions({ path: { seq } }), staleTime: Number.POSITIVE_INFINITY })
  return (
    <Drawer title={entry.data ? `${entry.data.title} · entry ${seq}` : `Entry ${seq}`} onClose={onClose}>
      {entry.isPending && (
        <div className="flex flex-col gap-3">
          <Skeleton className="w-64" />
          <Skeleton className="w-40" />
          <Skeleton className="h-40 w-full" />
        </div>
      )}
      {entry.isError && (
        <Failure
          what="The entry could not be loaded"
          error={entry.error}
          onRetry={() => void entry.refetch()}
        />
      )}
      {entry.data && <Loaded entry={entry.data} proof={entry.data.proof} onSubject={onSubject} />}
    </Drawer>
  )
}

type LoadedProps = { entry: Entry; proof: Proofs; onSubject: (subject: string) => void }

function Loaded({ entry, proof, onSubject }: LoadedProps) {
  const checks = useChecks()
  const body = proof.entries[0]?.body ?? ''
  return (
    <div className="flex flex-col gap-5">
      <Facts entry={entry} onSubject={onSubject} />
      <Proof entry={entry} proof={proof} checks={checks} />
      <Part title="Details">
        {entry.payload === null ? (
          <p className="text-muted text-sm">The details were erased; the digest of what they were remains.</p>
        ) : (
          <CodeBlock code={JSON.stringify(entry.payload, null, 2)} label="the details" />
        )}
      </Part>
      <Part title="What was hashed">
        <p className="text-muted text-sm">The entry's body, exactly these bytes, after a zero byte.</p>
        <CodeBlock
          code={body}
          label="the body"
          className="[&_pre]:wrap-anywhere [&_pre]:whitespace-pre-wrap"
        />
      </Part>
      <Part title="The signed checkpoint">
        <CodeBlock code={proof.note} label="the checkpoint" />
      </Part>
      <Part title="Without this server">
        <p className="text-muted text-sm">
          An export of the log is verified offline, with the key that you were given:
        </p>
        <CodeBlock
          code="remit audit export --out audit.jsonl && remit audit verify audit.jsonl"
          label="the command"
        />
      </Part>
    </div>
  )
}

function Facts({ entry, onSubject }: { entry: Entry; onSubject: (subject: string) => void }) {
  const { actor } = entry
  return (
    <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-3 gap-y-1.5 text-sm">
      <Fact name="Who">
        {actor.name} <span className="text-muted">({actor.role})</span>
      </Fact>
      <Fact name="When">
        <time dateTime={entry.time}>{utc(entry.time)} UTC</time>
      </Fact>
      <Fact name="What">
        <code className="font-mono text-xs">{entry.type}</code>
      </Fact>
      <Fact name="About">
        <button
          type="button"
          onClick={() => onSubject(entry.subject)}
          className="text-left text-accent hover:underline"
        >
          {entry.subject_name ?? entry.subject}
        </button>
        {entry.subject_name && <code className="block font-mono text-muted text-xs">{entry.subject}</code>}
      </Fact>
      {entry.detail && <Fact name="In words">{entry.detail}</Fact>}
      {entry.correlation_id && (
        <Fact name="Request">
          <span className="inline-flex items-center gap-1">
            <code className="font-mono text-xs">{entry.correlation_id}</code>
            <CopyButton text={entry.correlation_id} label="the request id" />
          </span>
        </Fact>
      )}
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="wrap-anywhere min-w-0">{children}</dd>
    </>
  )
}

function Proof({ entry, proof, checks }: { entry: Entry; proof: Proofs; checks: Checks }) {
  const report = checks.reports.get(entry.seq)
  return (
    <Part title="Proof" aside={<ProofMark report={report} />}>
      {!report && (
        <p className="text-muted text-sm">
          Verifying computes every hash in this browser, from what is shown here, and checks the signature.
        </p>
      )}
      <div role="status" className="flex flex-col gap-3 empty:hidden">
        {report && checks.last && (
          <>
            <Findings findings={[...report.findings, ...checks.last.checkpoint]} />
            <KeyWords checked={checks.last} />
          </>
        )}
      </div>
      {checks.error != null && <Failure what="The proof could not be checked" error={checks.error} />}
      <Button
        variant={report ? 'outline' : 'primary'}
        className="self-start"
        busy={checks.busy}
        onClick={() => checks.verify([entry], proof)}
      >
        {!checks.busy && <ShieldCheck aria-hidden />}
        {report ? 'Verify again' : 'Verify'}
      </Button>
      {report && report.steps.length > 0 && <Path report={report} />}
    </Part>
  )
}

function Part({
  title,
  aside,
  children,
}: {
  title: string
  aside?: React.ReactNode
  children: React.ReactNode
}) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="flex items-center gap-2 font-semibold text-base">
        {title}
        {aside}
      </h3>
      {children}
    </section>
  )
}

import { useQueryClient } from '@tanstack/react-query'
import { CirclePause, Trash2, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { deleteDeployment, pauseDeployment } from '@/api/gen'
import { asProblem } from '@/api/problem'
import { Button } from '@/ui/button'
import { CloseButton, Dialog } from '@/ui/dialog'
import { Notice } from '@/ui/notice'
import { toast } from '@/ui/toast'
import { type BulkVerb, doAll, type Outcome, sorted } from './bulk'
import { refetchDeployments } from './queries'
import type { Row } from './types'

const WORDS = {
  pause: { verb: 'Pause', done: 'paused' },
  delete: { verb: 'Delete', done: 'deleted' },
} as const

type Props = {
  rows: readonly Row[]
  /** What is asked for now, if anything. */
  asked: BulkVerb | null
  onAsk: (verb: BulkVerb | null) => void
  onClear: () => void
}

/** What can be done with the selected rows together. */
export function BulkBar({ rows, asked, onAsk, onClear }: Props) {
  // What is asked of a selection ends with it.
  useEffect(() => () => onAsk(null), [onAsk])
  return (
    <section
      aria-label="Selected deployments"
      className="flex flex-wrap items-center gap-2 rounded-lg border border-accent/40 bg-accent/8 px-3 py-1.5 text-sm"
    >
      <span role="status" className="font-medium tabular-nums">
        {rows.length} selected
      </span>
      <Button size="small" onClick={() => onAsk('pause')}>
        <CirclePause aria-hidden />
        Pause…
      </Button>
      <Button size="small" onClick={() => onAsk('delete')}>
        <Trash2 aria-hidden />
        Delete…
      </Button>
      <span className="flex-1" />
      <Button size="small" variant="ghost" onClick={onClear}>
        <X aria-hidden />
        Clear
      </Button>
      {asked && <BulkDialog verb={asked} rows={rows} onClose={() => onAsk(null)} onDone={onClear} />}
    </section>
  )
}

type DialogProps = { verb: BulkVerb; rows: readonly Row[]; onClose: () => void; onDone: () => void }

function BulkDialog({ verb, rows: selected, onClose, onDone }: DialogProps) {
  const { verb: word, done: past } = WORDS[verb]
  const queries = useQueryClient()
  const [{ open, closed }] = useState(() => sorted(selected, verb))
  const [progress, setProgress] = useState<number | null>(null)
  const [failed, setFailed] = useState<Outcome[] | null>(null)
  const [stop] = useState(() => new AbortController())
  const run = async (rows: readonly Row[]) => {
    setFailed(null)
    setProgress(0)
    const act = verb === 'pause' ? pauseDeployment : deleteDeployment
    const { failed: failures, left } = await doAll(
      rows,
      ({ plan_id }) => act({ path: { plan_id }, signal: stop.signal, throwOnError: true }),
      setProgress,
      stop.signal,
    )
    setProgress(null)
    await refetchDeployments(queries)
    if (stop.signal.aborted) {
      tellStopped({ of: rows.length, cut: failures.length, left, past })
      return
    }
    if (failures.length > 0) {
      setFailed(failures)
      return
    }
    toast.success(`${rows.length} deployment${rows.length === 1 ? '' : 's'} ${past}`)
    onClose()
    onDone()
  }
  const again = failed?.map(({ row }) => row)
  const todo = again ?? open
  return (
    <Dialog
      alert={verb === 'delete'}
      title={`${word} ${open.length} deployment${open.length === 1 ? '' : 's'}?`}
      onClose={() => {
        stop.abort()
        onClose()
        if (failed) onDone()
      }}
      footer={
        <>
          <CloseButton>{failed ? 'Close' : progress !== null ? 'Stop' : 'Cancel'}</CloseButton>
          <Button
            variant={verb === 'delete' ? 'danger' : 'primary'}
            busy={progress !== null}
            disabled={todo.length === 0}
            onClick={() => void run(todo)}
          >
            {progress !== null ? `${progress} of ${todo.length}` : failed ? 'Try those again' : word}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-sm">
        {failed ? <Failed failed={failed} of={open.length} past={past} /> : <Names rows={open} />}
        {!failed && closed.length > 0 && (
          <Notice
            tone="info"
            title={`${closed.length} of the selected cannot be ${past} and stay as they are`}
          >
            <ul className="list-disc pl-4">
              {closed.map(([row, why]) => (
                <li key={row.plan_id}>
                  {row.name}: {why}
                </li>
              ))}
            </ul>
          </Notice>
        )}
        {verb === 'delete' && !failed && open.length > 0 && (
          <p>They stop answering and leave the lists. Their history stays in the audit log.</p>
        )}
      </div>
    </Dialog>
  )
}

type Stopped = { of: number; cut: number; left: number; past: string }

/** Says how far it came, and of which rows nobody knows. */
function tellStopped({ of, cut, left, past }: Stopped) {
  const unknown = cut > 0 ? `${cut} more may be: they were not answered yet. ` : ''
  toast.warning(`Stopped: ${of - cut - left} of ${of} are ${past}`, {
    description: `${unknown}${left} ${left === 1 ? 'was' : 'were'} not asked for.`,
  })
}

function Names({ rows }: { rows: readonly Row[] }) {
  return (
    <ul className="max-h-48 list-disc overflow-y-auto pl-4">
      {rows.map(({ plan_id, artifact, env }) => (
        <li key={plan_id} className="wrap-anywhere">
          {artifact.endpoint_name} <span className="text-muted">in {env}</span>
        </li>
      ))}
    </ul>
  )
}

function Failed({ failed, of, past }: { failed: readonly Outcome[]; of: number; past: string }) {
  return (
    <Notice tone="bad" title={`${of - failed.length} of ${of} are ${past}, ${failed.length} are not`}>
      <ul className="list-disc pl-4">
        {failed.map(({ row, error }) => {
          const { title, detail, requestId } = asProblem(error)
          return (
            <li key={row.plan_id}>
              {row.name}: {detail || title}
              {requestId && <span className="font-mono text-xs"> ({requestId})</span>}
            </li>
          )
        })}
      </ul>
    </Notice>
  )
}

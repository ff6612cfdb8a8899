import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { paths } from '@/paths'
import { Card } from '@/ui/card'
import { CopyButton } from '@/ui/copy-button'
import type { Detail } from './types'

/** The ids of a run, and where else it is written down. */
export function Where({ run }: { run: Detail }) {
  const { deployment_id: deployment, conversation_id: conversation } = run
  return (
    <Card title="Where else it is written down">
      <dl className="grid gap-x-3 gap-y-1.5 text-sm sm:grid-cols-[34%_minmax(0,1fr)]">
        <Id name="Run" id={run.id} />
        <Id name="Request" id={run.request_id} />
        {run.taint.length > 0 && (
          <>
            <dt className="text-muted">Read by its tools</dt>
            <dd className="wrap-anywhere">{run.taint.join(', ')}</dd>
          </>
        )}
      </dl>
      <ul className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-sm">
        {deployment && (
          <>
            <At to={paths.deployment} params={{ id: deployment }}>
              Deployment
            </At>
            <At to={paths.deployment} params={{ id: deployment }} search={{ tab: 'log' }}>
              Usage of the deployment
            </At>
          </>
        )}
        {conversation && (
          <At to={paths.conversation} params={{ conversation }}>
            Conversation
          </At>
        )}
        <At to={paths.audit} search={{ q: run.request_id }}>
          Audit log
        </At>
      </ul>
    </Card>
  )
}

function Id({ name, id }: { name: string; id: string }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="flex min-w-0 items-center gap-1">
        <code className="wrap-anywhere font-mono text-xs">{id}</code>
        <CopyButton text={id} label={`the ${name.toLowerCase()} id`} />
      </dd>
    </>
  )
}

type AtProps = { to: string; params?: object; search?: object; children: ReactNode }

function At({ to, params, search, children }: AtProps) {
  return (
    <li>
      <Link
        to={to as never}
        params={params as never}
        search={search as never}
        className="text-accent underline-offset-2 hover:underline"
      >
        {children}
      </Link>
    </li>
  )
}

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useEnvironmentOptions } from '@/api/environments'
import { type DeployAgentAnswer, deployAgent } from '@/api/gen'
import { listDeploymentsQueryKey } from '@/api/gen/@tanstack/react-query.gen'
import { paths } from '@/paths'
import { Button } from '@/ui/button'
import { CloseButton, Dialog } from '@/ui/dialog'
import { Failure } from '@/ui/failure'
import { Field, Select } from '@/ui/form'
import { Notice } from '@/ui/notice'
import { Secret } from '@/ui/secret'
import { refreshAgents } from '../queries'

const HOSTS = [
  { value: 'local', label: 'In this Remit' },
  { value: 'container', label: 'A container' },
  { value: 'lambda', label: 'AWS Lambda' },
] as const
type Host = (typeof HOSTS)[number]['value']
type Props = { slug: string; type: string; version: number; onClose: () => void }

/** Deploys the active version; the deployment's key is shown here and never again. */
export function DeployDialog({ slug, type, version, onClose }: Props) {
  const queries = useQueryClient()
  const [env, setEnv] = useState('staging')
  const environments = useEnvironmentOptions(env)
  const [host, setHost] = useState<Host>('local')
  const [sent] = useState(() => crypto.getRandomValues(new Uint32Array(4)).join('-'))
  const deploy = useMutation({
    mutationFn: async () => {
      const { data } = await deployAgent({
        body: { agent: slug, env, host },
        // Tried again after an answer that was lost, it is not done twice.
        headers: { 'Idempotency-Key': `${sent}-${env}-${host}` },
        throwOnError: true,
      })
      return data
    },
    onSuccess: () => {
      void refreshAgents(queries, slug)
      void queries.invalidateQueries({ queryKey: listDeploymentsQueryKey() })
    },
  })
  if (deploy.data) return <Deployed slug={slug} made={deploy.data} onClose={onClose} />
  return (
    <Dialog
      title={`Deploy ${slug}`}
      description={`Version ${version}, the active one, will answer calls with a key of its own.`}
      onClose={onClose}
      busy={deploy.isPending}
      footer={
        <>
          <CloseButton />
          <Button variant="primary" busy={deploy.isPending} onClick={() => deploy.mutate()}>
            Deploy
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <Field
          label="Environment"
          help="In a protected one, such as prod, it waits until another person has approved it."
        >
          {(control) => (
            <Select
              {...control}
              value={env}
              onChange={({ target }) => setEnv(target.value)}
              options={environments}
            />
          )}
        </Field>
        {type === 'function' && (
          <Field
            label="Host"
            help="In a container of this machine or on AWS Lambda its code runs apart; calls still go through this Remit."
          >
            {(control) => (
              <Select
                {...control}
                value={host}
                onChange={({ target }) => setHost(target.value as Host)}
                options={[...HOSTS]}
              />
            )}
          </Field>
        )}
        {deploy.isError && <Failure what="It was not deployed" error={deploy.error} />}
      </div>
    </Dialog>
  )
}

function Deployed({ slug, made, onClose }: { slug: string; made: DeployAgentAnswer; onClose: () => void }) {
  const { plan_id: id, env, status } = made.deployment
  const waits = status === 'pending_approval'
  return (
    <Dialog
      title={waits ? `${slug} waits for approval in ${env}` : `${slug} is being deployed in ${env}`}
      onClose={onClose}
      footer={
        <>
          <Link
            to={paths.deployment}
            params={{ id }}
            className="inline-flex h-8 items-center rounded-md px-3 font-medium text-accent text-sm hover:bg-raised"
          >
            Open the deployment
          </Link>
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-sm">
        {waits && (
          <Notice tone="warn" title="Another person must approve this">
            The key works as soon as it is approved and deployed.
          </Notice>
        )}
        <p>This key alone may call the deployment.</p>
        <Secret secret={made.key} label="key" />
      </div>
    </Dialog>
  )
}

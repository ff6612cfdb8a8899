import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useEnvironmentOptions } from '@/api/environments'
import { type RegisteredAgent, registerExternalAgent } from '@/api/gen'
import { listDeploymentsQueryKey } from '@/api/gen/@tanstack/react-query.gen'
import { paths } from '@/paths'
import { Button } from '@/ui/button'
import { CodeBlock } from '@/ui/code-block'
import { CloseButton, Dialog } from '@/ui/dialog'
import { Failure } from '@/ui/failure'
import { Field, Input, Select } from '@/ui/form'
import { Notice } from '@/ui/notice'
import { Secret } from '@/ui/secret'

const NOTHING = { name: '', env: 'staging', framework: '', url: '', secret: '', card: '' }

/** Registers an agent that runs elsewhere; its key is shown here and never again. */
export function RegisterDialog({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient()
  const [draft, setDraft] = useState(NOTHING)
  const environments = useEnvironmentOptions(draft.env)
  const [tried, setTried] = useState(false)
  const register = useMutation({
    mutationFn: async () => {
      const { name, env, framework, url, secret, card } = draft
      const { data } = await registerExternalAgent({
        body: {
          name: name.trim(),
          env,
          framework: framework.trim(),
          url: url.trim() || null,
          secret: secret.trim() || null,
          card: card.trim() || null,
        },
        throwOnError: true,
      })
      return data
    },
    onSuccess: () => void queries.invalidateQueries({ queryKey: listDeploymentsQueryKey() }),
  })
  if (register.data) return <Registered made={register.data} onClose={onClose} />
  const missing = draft.name.trim() === ''
  const text = (name: 'name' | 'framework' | 'url' | 'secret' | 'card') => ({
    value: draft[name],
    onChange: ({ target }: { target: { value: string } }) => setDraft({ ...draft, [name]: target.value }),
    autoComplete: 'off',
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!missing) register.mutate()
  }
  return (
    <Dialog
      title="Register an agent that runs elsewhere"
      description="In any framework, on any machine: it says how it is, asks the policies, and reports what it did."
      onClose={onClose}
      busy={register.isPending}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label="Name"
            help="Lower-case letters, digits and dashes."
            error={tried && missing ? 'Give it a name.' : undefined}
          >
            {(control) => <Input {...control} {...text('name')} maxLength={50} />}
          </Field>
          <Field
            label="Environment"
            help="In a protected one, such as prod, it waits until another person has approved it."
          >
            {(control) => (
              <Select
                {...control}
                value={draft.env}
                onChange={({ target }) => setDraft({ ...draft, env: target.value })}
                options={environments}
              />
            )}
          </Field>
          <Field label="Framework (optional)" help="Such as LangGraph or CrewAI; shown on its page.">
            {(control) => <Input {...control} {...text('framework')} maxLength={60} />}
          </Field>
          <Field
            label="A2A agent card (optional)"
            help="Address of its card: name, skills and version are read."
          >
            {(control) => <Input {...control} {...text('card')} type="url" maxLength={2000} />}
          </Field>
          <Field
            label="Address (optional)"
            help="Base URL of an OpenAI-compatible API: Remit can then call it. Makes a connection."
          >
            {(control) => <Input {...control} {...text('url')} type="url" maxLength={2000} />}
          </Field>
          {draft.url.trim() !== '' && (
            <Field label="Key of this API (optional)" help="Stored sealed, and never shown.">
              {(control) => <Input {...control} {...text('secret')} type="password" maxLength={8192} />}
            </Field>
          )}
        </div>
        {register.isError && <Failure what="It was not registered" error={register.error} />}
        <div className="flex justify-end gap-2">
          <CloseButton />
          <Button type="submit" variant="primary" busy={register.isPending}>
            Register
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function Registered({ made, onClose }: { made: RegisteredAgent; onClose: () => void }) {
  const { plan_id: id, name, env, status } = made.deployment
  const waits = status === 'pending_approval'
  return (
    <Dialog
      title={waits ? `${name} waits for approval in ${env}` : `${name} is registered in ${env}`}
      onClose={onClose}
      footer={
        <>
          <Link
            to={paths.deployment}
            params={{ id }}
            search={{ tab: 'code' } as never}
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
            Until then its heartbeats are answered with “pause”.
          </Notice>
        )}
        <p>The agent reports with this key, and with no other.</p>
        <Secret secret={made.key} label="key" />
        <CodeBlock
          label="the first heartbeat"
          code={`curl ${window.location.origin}/api/deployed-agents/${id}/heartbeat \\
  -H "Authorization: Bearer $REMIT_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"status": "ok"}'`}
        />
      </div>
    </Dialog>
  )
}

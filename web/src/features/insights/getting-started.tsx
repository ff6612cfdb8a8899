import { Link } from '@tanstack/react-router'
import { CircleCheck, CircleDashed } from 'lucide-react'
import type { ReactNode } from 'react'
import { paths } from '@/paths'
import { Card } from '@/ui/card'
import { cn } from '@/ui/cn'
import { CodeBlock } from '@/ui/code-block'
import { useOverview } from './queries'

const LINK = 'text-accent underline underline-offset-2'

type Props = {
  /** A model of one's own answers, not the demo model. */
  connected: boolean
}

/** The first steps in an organisation in which nothing runs yet; gone as soon as something does. */
export function GettingStarted({ connected }: Props) {
  const { data } = useOverview()
  if (!data || data.started.deployment) return null
  const { agent, colleague } = data.started
  return (
    <Card title="Getting started">
      <ol className="grid gap-x-8 gap-y-5 lg:grid-cols-3">
        <Step done={connected} title="Connect a model provider">
          <p>
            Until then the built-in demo model answers. Add a key under{' '}
            <Link to={paths.settingsProviders} className={LINK}>
              settings
            </Link>
            , or start Remit with one:
          </p>
          <CodeBlock code="OPENAI_API_KEY=sk-… ./run" label="the command" />
        </Step>
        <Step done={false} title="Deploy a first model or agent">
          <p>Type this below, where it is checked and priced first; staging needs no approval:</p>
          <CodeBlock code="deploy llama-3.1 8B for chatbot-x" label="the command" />
          <p>
            {agent ? 'Or deploy your agent from ' : 'Or make an agent from a template on '}
            <Link to={agent ? paths.agents : paths.newAgent} className={LINK}>
              {agent ? 'its page' : 'the agents page'}
            </Link>
            .
          </p>
        </Step>
        <Step done={colleague} title="Invite somebody">
          <p>
            What goes to prod needs another person's approval. Invite them under{' '}
            <Link to={paths.settingsMembers} className={LINK}>
              members
            </Link>
            , or in a terminal:
          </p>
          <CodeBlock code="remit members add ada@example.com" label="the command" />
        </Step>
      </ol>
    </Card>
  )
}

function Step({ done, title, children }: { done: boolean; title: string; children: ReactNode }) {
  const Icon = done ? CircleCheck : CircleDashed
  return (
    <li className="flex min-w-0 gap-2.5 text-sm">
      <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', done ? 'text-ok' : 'text-muted')} />
      <div className="flex min-w-0 flex-1 flex-col gap-2 text-muted">
        <h3 className="font-medium text-text">
          {title}
          {done && <span className="sr-only"> (done)</span>}
        </h3>
        {children}
      </div>
    </li>
  )
}

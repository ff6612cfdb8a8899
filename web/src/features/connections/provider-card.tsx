import { Link } from '@tanstack/react-router'
import { CircleOff, Ellipsis, Pencil, PlugZap, Power, Star, Trash2 } from 'lucide-react'
import { paths } from '@/paths'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { CopyButton } from '@/ui/copy-button'
import { Failure } from '@/ui/failure'
import { Menu, MenuItem, MenuLine } from '@/ui/menu'
import { toast } from '@/ui/toast'
import { KIND_NAMES } from './kinds'
import { LastTest } from './last-test'
import { useChange } from './queries'
import type { Open, Provider } from './types'

type Props = {
  provider: Provider
  mayWrite: boolean
  mayTest: boolean
  /** It is being called now. */
  testing: boolean
  /** Why it could not be called at all. */
  testError?: unknown
  onTest: () => void
  onOpen: (open: Open) => void
}

/** One provider: what it is, how its last test went, and what can be done with it. */
export function ProviderCard(props: Props) {
  const { provider, mayTest, mayWrite, testing, testError, onTest } = props
  const { id, name, slug, enabled, is_default, last_test } = provider
  return (
    <article aria-label={name} className="flex min-w-0 flex-col gap-3 rounded-lg border bg-surface p-4">
      <header className="flex items-start gap-2">
        <div className="flex min-h-7 min-w-0 flex-1 flex-wrap items-center gap-x-2 gap-y-1">
          <h2 className="wrap-anywhere min-w-0 font-semibold text-base">
            <Link to={paths.settingsProvider} params={{ id }} className="hover:underline">
              {name}
            </Link>
          </h2>
          {is_default && <Badge tone="info" icon={Star} word="Default" />}
          {!enabled && <Badge tone="idle" icon={CircleOff} word="Off" />}
        </div>
        {mayTest && (
          <Button size="small" busy={testing} onClick={onTest} aria-label={`Test ${name}`}>
            {!testing && <PlugZap aria-hidden />}
            Test
          </Button>
        )}
        {mayWrite && <Actions {...props} />}
      </header>
      <Facts provider={provider} />
      <LastTest test={last_test} busy={testing} />
      {testError != null && <Failure what={`${slug} was not tested`} error={testError} onRetry={onTest} />}
    </article>
  )
}

function Facts({ provider }: { provider: Provider }) {
  const { slug, kind, base_url, has_secret, secret_hint, answers_with, models } = provider
  const key = secret_hint ? `•••• ${secret_hint}` : has_secret ? 'Stored' : 'None'
  const facts: [string, string][] = [
    ['API', KIND_NAMES[kind]],
    ['Address', base_url ?? 'Its own'],
    ['Key', key],
    ['Model', answers_with ?? 'Not chosen'],
    ['May be used', models.length === 0 ? 'All models' : models.join(', ')],
  ]
  return (
    <dl className="grid grid-cols-1 gap-x-6 gap-y-1 text-sm sm:grid-cols-2">
      <AgentName slug={slug} model={answers_with} />
      {facts.map(([term, text]) => (
        <div key={term} className="flex min-w-0 items-start gap-2 py-1">
          <dt className="w-24 shrink-0 text-muted">{term}</dt>
          <dd className="wrap-anywhere line-clamp-3 min-w-0">{text}</dd>
        </div>
      ))}
    </dl>
  )
}

/** What an agent file writes to use it. */
function AgentName({ slug, model }: { slug: string; model: string | null }) {
  const name = `${slug}:${model ?? '…'}`
  return (
    <div className="flex min-h-7 min-w-0 items-center gap-2">
      <dt className="w-24 shrink-0 text-muted">In agent files</dt>
      <dd className="flex min-w-0 items-center gap-1">
        <code className="wrap-anywhere min-w-0 font-mono text-xs">{name}</code>
        {model && <CopyButton text={name} label={name} />}
      </dd>
    </div>
  )
}

function Actions({ provider, onOpen }: Props) {
  const { id, name, version, enabled, is_default } = provider
  const change = useChange()
  const set = (members: { enabled?: boolean; is_default?: boolean }, told: string) =>
    change.mutate(
      { path: { connection_id: id }, body: { version, ...members } },
      {
        onSuccess: () => toast.success(told),
        onError: (error) => toast.error(`${name} was not changed`, { description: error.detail }),
      },
    )
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="smallIcon" aria-label={`Actions for ${name}`} busy={change.isPending}>
          {!change.isPending && <Ellipsis aria-hidden />}
        </Button>
      }
    >
      <MenuItem icon={Pencil} onSelect={() => onOpen({ dialog: 'edit', id })}>
        Edit
      </MenuItem>
      {!is_default && (
        <MenuItem
          icon={Star}
          refusal={enabled ? null : 'It is off: turn it on first.'}
          onSelect={() => set({ is_default: true }, `${name} is the default`)}
        >
          Make it the default
        </MenuItem>
      )}
      <MenuItem
        icon={enabled ? CircleOff : Power}
        onSelect={() => set({ enabled: !enabled }, `${name} is ${enabled ? 'off' : 'on'}`)}
      >
        {enabled ? 'Turn off' : 'Turn on'}
      </MenuItem>
      <MenuLine />
      <MenuItem icon={Trash2} danger onSelect={() => onOpen({ dialog: 'delete', id })}>
        Delete
      </MenuItem>
    </Menu>
  )
}

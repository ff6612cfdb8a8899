import { Button } from '@/ui/button'
import { useReference } from '../queries'
import type { Reference as Found } from '../types'

type Attribute = Found['context'][number]

/** What policies may name, and examples to begin with. */
export function Reference({ onInsert }: { onInsert: ((text: string) => void) | null }) {
  const found = useReference()
  if (!found) return null
  return (
    <aside aria-label="What policies may name" className="flex min-w-0 flex-col gap-1 text-sm">
      <Part title="Examples" open>
        <ul className="flex flex-col gap-2">
          {found.examples.map(({ title, text }) => (
            <li key={title} className="flex items-center justify-between gap-2">
              <span className="min-w-0">{title}</span>
              {onInsert && (
                <Button
                  size="small"
                  variant="ghost"
                  aria-label={`Insert: ${title}`}
                  onClick={() => onInsert(text)}
                >
                  Insert
                </Button>
              )}
            </li>
          ))}
        </ul>
      </Part>
      <Part title="Actions">
        <Terms
          terms={found.actions.map(({ name, description, resources, escalates }) => ({
            name: `Action::"${name}"`,
            words: `${description}: ${resources.join(', ')}${escalates ? '. Another person can be asked.' : ''}`,
          }))}
        />
      </Part>
      <Part title="principal: who asks">
        <Terms terms={attributes('principal', found.principal)} />
      </Part>
      <Part title="resource: what it is about">
        <Terms
          terms={found.resources.flatMap(({ name, attributes: all }) => [
            { name: `resource is ${name}`, words: '' },
            ...attributes('resource', all),
          ])}
        />
      </Part>
      <Part title="context: how and with what">
        <Terms terms={attributes('context', found.context)} />
      </Part>
      <Part title="Annotations">
        <Terms terms={ANNOTATIONS} />
      </Part>
    </aside>
  )
}

const ANNOTATIONS = [
  { name: '@id("name")', words: 'Every policy has one: records say by it which policy decided.' },
  { name: '@description("…")', words: 'What it is for.' },
  { name: '@mode("shadow")', words: 'It never decides: what it would have said stands in the records.' },
  { name: '@verdict("warn")', words: 'On a forbid: it is allowed, and marked.' },
  {
    name: '@verdict("redact")',
    words: 'On a forbid of text.pass: the text passes without what was found in it.',
  },
  { name: '@verdict("escalate")', words: 'On a forbid: another person may allow it.' },
]

function attributes(of: string, found: readonly Attribute[]) {
  return found.map(({ name, type, description }) => ({
    name: `${of}.${name}`,
    words: `${type}. ${description}`,
  }))
}

function Part({
  title,
  open = false,
  children,
}: {
  title: string
  open?: boolean
  children: React.ReactNode
}) {
  return (
    <details open={open} className="rounded-md border bg-surface px-3 py-2">
      <summary className="cursor-pointer font-medium">{title}</summary>
      <div className="mt-2">{children}</div>
    </details>
  )
}

function Terms({ terms }: { terms: readonly { name: string; words: string }[] }) {
  return (
    <dl className="flex flex-col gap-1.5">
      {terms.map(({ name, words }) => (
        <div key={`${name} ${words}`}>
          <dt className="wrap-anywhere font-mono text-xs">{name}</dt>
          {words && <dd className="wrap-anywhere text-muted text-xs">{words}</dd>}
        </div>
      ))}
    </dl>
  )
}

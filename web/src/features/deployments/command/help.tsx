import { Link } from '@tanstack/react-router'
import { CornerDownLeft } from 'lucide-react'
import type { CommandHelp } from '@/api/gen'
import type { Problem } from '@/api/problem'
import { paths } from '@/paths'

type Props = { help: CommandHelp; onTry: (command: string) => void }

/** What the server says to a command that it did not understand; a command that is pressed stands in the bar then. */
export function Help({ help, onTry }: Props) {
  const { not_understood, did_you_mean, deployments, examples } = help
  return (
    <div className="flex flex-col gap-2.5 px-1 text-sm">
      {not_understood.length > 0 && (
        <p className="wrap-anywhere">
          <span className="text-muted">Not understood: </span>
          <bdi>{not_understood.join(', ')}</bdi>
        </p>
      )}
      {deployments.length > 0 && (
        <p className="flex flex-wrap gap-x-3 gap-y-1">
          <span className="text-muted">Deployments by that name:</span>
          {deployments.map(({ plan_id, name, env }) => (
            <Link
              key={plan_id}
              to={paths.deployment}
              params={{ id: plan_id }}
              className="wrap-anywhere text-accent underline-offset-2 hover:underline"
            >
              <bdi>{name}</bdi> in {env}
            </Link>
          ))}
        </p>
      )}
      <Commands title="Did you mean" commands={did_you_mean} onTry={onTry} />
      <Commands title="For example" commands={examples} onTry={onTry} />
    </div>
  )
}

type CommandsProps = { title: string; commands: readonly string[]; onTry: (command: string) => void }

function Commands({ title, commands, onTry }: CommandsProps) {
  if (commands.length === 0) return null
  return (
    <section aria-label={title}>
      <h3 className="text-muted">{title}</h3>
      <ul>
        {commands.map((command) => (
          <li key={command}>
            <button
              type="button"
              onClick={() => onTry(command)}
              className="group wrap-anywhere flex min-h-7 w-full items-center gap-2 rounded px-1.5 text-left font-mono text-xs hover:bg-raised"
            >
              <bdi className="min-w-0 flex-1">{command}</bdi>
              <CornerDownLeft
                aria-hidden
                className="size-3.5 shrink-0 text-muted opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100"
              />
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The help that came with a refusal, if any did. */
export function helpIn({ document }: Problem): CommandHelp | null {
  const help = document.help as CommandHelp | null | undefined
  return Array.isArray(help?.examples) ? help : null
}

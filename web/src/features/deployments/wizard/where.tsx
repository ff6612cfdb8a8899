import type { ChoicesAnswer } from '@/api/gen'
import type { SearchParams } from '@/search-params'
import { RadioCards } from '@/ui/form'
import { type Choice, hostOf, hostsFor } from './choice'

type Props = { choices: ChoicesAnswer; choice: Choice; onChange: (changes: SearchParams) => void }

/** The environment and the host. */
export function Where({ choices, choice, onChange }: Props) {
  const hosts = hostsFor(choices, choice.kind)
  return (
    <div className="flex flex-col gap-5">
      <RadioCards
        legend="Environment"
        name="environment"
        value={choice.env}
        onChange={(env) => onChange({ env })}
        cards={choices.environments.map(({ name, title, refusal, needs_approval }) => ({
          value: name,
          title: (
            <>
              {name} <span className="font-normal text-muted">{title}</span>
            </>
          ),
          words: needs_approval ? 'Another person has to approve it.' : 'It begins at once.',
          refusal,
        }))}
        className="sm:grid-cols-3"
      />
      <RadioCards
        legend="Host"
        name="host"
        value={hostOf(choices, choice)}
        onChange={(host) => onChange({ host })}
        cards={hosts.map(({ name, dry_run }) => ({
          value: name,
          title: HOSTS[name]?.[0] ?? name,
          words: [HOSTS[name]?.[1], dry_run && 'Dry run: its calls are recorded, and none is sent.']
            .filter(Boolean)
            .join(' '),
        }))}
      />
    </div>
  )
}

const HOSTS: Record<string, readonly [string, string]> = {
  sagemaker: ['Amazon SageMaker', 'On instances that are chosen and priced for it.'],
  kubernetes: ['Kubernetes', 'On the cluster that Remit was given.'],
  local: ['This machine', 'Beside Remit, at no further cost.'],
  container: ['A container', 'On this machine, by Docker or Podman.'],
  lambda: ['AWS Lambda', 'For agents of code; each call is billed.'],
}

import { ChevronsUpDown } from 'lucide-react'
import type { EnvironmentAnswer } from '@/api/gen'
import { recall, remember } from '@/storage'
import { cn } from '@/ui/cn'
import type { Environment } from '../types'

const KEY = 'remit.environment'
const USUAL = 'staging'

export function loadEnvironment(): Environment {
  return recall(KEY) ?? USUAL
}

/** The chosen environment where there is one of that name, else where things usually go. */
export function among(known: readonly EnvironmentAnswer[], chosen: Environment): Environment {
  const names = known.map(({ name }) => name)
  if (names.length === 0 || names.includes(chosen)) return chosen
  return names.includes(USUAL) ? USUAL : (known.find((each) => !each.protected)?.name ?? names[0] ?? chosen)
}

type Props = {
  value: Environment
  onChange: (environment: Environment) => void
  /** What the server says about each; none while it has not answered. */
  known: readonly EnvironmentAnswer[]
  disabled: boolean
}

/** Where a command goes. What is protected is tinted, since a mistake costs most there. */
export function EnvironmentSelect({ value, onChange, known, disabled }: Props) {
  const options = known.length > 0 ? known : [{ name: value, refusal: null, protected: value === 'prod' }]
  return (
    <label className="relative block shrink-0">
      <span className="sr-only">Environment</span>
      <select
        value={value}
        disabled={disabled}
        onChange={(event) => {
          const chosen = event.target.value
          remember(KEY, chosen)
          onChange(chosen)
        }}
        className={cn(
          'h-9 appearance-none rounded-md border border-edge bg-surface pr-7 pl-2.5 font-medium text-sm',
          options.some((each) => each.protected && each.name === value) &&
            'border-warn bg-warn-tint text-warn',
        )}
      >
        {options.map(({ name, refusal }) => (
          <option
            key={name}
            value={name}
            disabled={Boolean(refusal)}
            title={refusal ?? undefined}
            className="bg-surface text-text"
          >
            {name}
          </option>
        ))}
      </select>
      <ChevronsUpDown
        aria-hidden
        className="pointer-events-none absolute top-2.5 right-2 size-4 text-muted"
      />
    </label>
  )
}

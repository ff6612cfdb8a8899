import { Trash2 } from 'lucide-react'
import { Button } from '@/ui/button'
import { Input } from '@/ui/form'
import { type Pairs, renamePair, setPair } from '../document/fields'
import type { Path } from '../document/splice'
import { AddName } from './add-name'
import { Typed } from './typed'

type Props = {
  label: string
  help?: string | undefined
  error?: string | undefined
  value: string
  /** The block of the file that holds the pairs, and what one of them is called. */
  block: Path
  noun: string
  pairs: Pairs
  readOnly: boolean
  onChange: (value: string) => void
}

/** Names with a value each: variables of the instructions, parameters of a query. */
export function PairsField(props: Props) {
  const { label, help, error, value, block, noun, pairs, readOnly, onChange } = props
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1 font-medium text-sm">{label}</legend>
      {pairs.map(([each, text], at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a name that is being typed must not move the focus
        <div key={at} className="flex gap-2">
          <Typed
            aria-label={`Name of ${noun} ${at + 1}`}
            value={each}
            readOnly={readOnly}
            className="w-40 font-mono text-xs"
            onType={(typed) => onChange(renamePair(value, block, each, typed))}
          />
          <Input
            aria-label={`Value of ${each}`}
            value={text}
            readOnly={readOnly}
            onChange={({ target }) => onChange(setPair(value, block, each, target.value))}
          />
          {!readOnly && (
            <Button
              variant="ghost"
              size="icon"
              aria-label={`Remove ${each}`}
              onClick={() => onChange(setPair(value, block, each, undefined))}
            >
              <Trash2 aria-hidden />
            </Button>
          )}
        </div>
      ))}
      {!readOnly && <AddName noun={noun} onAdd={(name) => onChange(setPair(value, block, name, ''))} />}
      {(error || help) && <p className={`text-xs ${error ? 'text-bad' : 'text-muted'}`}>{error ?? help}</p>}
    </fieldset>
  )
}

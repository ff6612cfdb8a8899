import { Trash2 } from 'lucide-react'
import { Button } from '@/ui/button'
import { Input } from '@/ui/form'
import { AddName } from './add-name'

type Props = {
  label: string
  noun: string
  hint: string
  values: Readonly<Record<string, string>>
  onChange: (values: Record<string, string>) => void
}

/** Names with a text each, of a value that is written as a whole. */
export function NamesField({ label, noun, hint, values, onChange }: Props) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1 text-sm">{label}</legend>
      {Object.entries(values).map(([each, text]) => (
        <div key={each} className="grid grid-cols-[minmax(0,10rem)_1fr_auto] items-center gap-2">
          <span className="wrap-anywhere font-mono text-xs">{each}</span>
          <Input
            aria-label={`Where ${each} comes from`}
            placeholder={hint}
            className="font-mono text-xs"
            value={text}
            onChange={({ target }) => onChange({ ...values, [each]: target.value })}
          />
          <Button
            variant="ghost"
            size="icon"
            aria-label={`Remove ${each}`}
            onClick={() => onChange(Object.fromEntries(Object.entries(values).filter(([it]) => it !== each)))}
          >
            <Trash2 aria-hidden />
          </Button>
        </div>
      ))}
      <AddName
        noun={noun}
        onAdd={(name) => {
          if (!(name in values)) onChange({ ...values, [name]: '' })
        }}
      />
    </fieldset>
  )
}

import { type ComponentProps, useState } from 'react'
import { Input } from '@/ui/form'

type Props = Omit<ComponentProps<'input'>, 'value' | 'onChange'> & {
  value: string
  onType: (typed: string) => void
}

/** A field that shows what was typed while it has the focus, and what came of it afterwards: `0.` is on the way to `0.5`. */
export function Typed({ value, onType, ...rest }: Props) {
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <Input
      {...rest}
      autoComplete="off"
      value={typed ?? value}
      onFocus={() => setTyped(value)}
      onBlur={() => setTyped(null)}
      onChange={({ target }) => {
        setTyped(target.value)
        onType(target.value)
      }}
    />
  )
}

import { type ReactNode, useId } from 'react'

type Props = {
  checked: boolean
  onChange: (checked: boolean) => void
  children: ReactNode
  disabled?: boolean
}

/** Something that is on or off at once; its words say what "on" means. */
export function Switch({ checked, onChange, children, disabled = false }: Props) {
  const id = useId()
  return (
    <span className="inline-flex items-center gap-2 text-sm">
      <input
        type="checkbox"
        role="switch"
        id={id}
        checked={checked}
        aria-checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        disabled={disabled}
        className="relative h-5 w-9 shrink-0 cursor-pointer appearance-none rounded-full border border-edge bg-raised before:absolute before:top-0.5 before:left-0.5 before:size-3.5 before:rounded-full before:bg-muted before:transition-transform checked:border-accent checked:bg-accent checked:before:translate-x-4 checked:before:bg-accent-text disabled:cursor-not-allowed disabled:opacity-50"
      />
      <label htmlFor={id} className="cursor-pointer">
        {children}
      </label>
    </span>
  )
}

import { type ReactNode, useId } from 'react'
import { cn } from '../cn'

/** What a control needs so that its label, help and error belong to it. */
export type FieldProps = { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }

type Props = {
  label: string
  help?: ReactNode
  /** What is wrong, in words that say the cure. */
  error?: string | undefined
  optional?: boolean
  className?: string
  children: (control: FieldProps) => ReactNode
}

/** A label above, the control, then help or what is wrong with it. */
export function Field({ label, help, error, optional = false, className, children }: Props) {
  const id = useId()
  const about = `${id}-about`
  const control: FieldProps = { id }
  if (help || error) control['aria-describedby'] = about
  if (error) control['aria-invalid'] = true
  return (
    <div className={cn('flex flex-col gap-1', className)}>
      <label htmlFor={id} className="font-medium text-sm">
        {label}
        {optional && <span className="font-normal text-muted"> (optional)</span>}
      </label>
      {children(control)}
      {(help || error) && (
        <p id={about} className={cn('text-xs', error ? 'text-bad' : 'text-muted')}>
          {error ?? help}
        </p>
      )}
    </div>
  )
}

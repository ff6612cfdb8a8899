import type { ComponentProps } from 'react'
import { cn } from '../cn'

const BOX =
  'w-full min-w-0 rounded-md border border-edge bg-surface text-text placeholder:text-muted disabled:cursor-not-allowed disabled:opacity-60 read-only:bg-raised/50 aria-invalid:border-bad'

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={cn(BOX, 'h-8 px-2.5 text-sm', className)} {...rest} />
}

export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea className={cn(BOX, 'min-h-20 px-2.5 py-1.5 text-sm', className)} {...rest} />
}

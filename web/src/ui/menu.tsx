import type { LucideIcon } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { type ReactNode, useId } from 'react'
import { cn } from './cn'

export function Menu({ trigger, children }: { trigger: ReactNode; children: ReactNode }) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className="z-40 min-w-44 rounded-lg border bg-surface p-1 text-sm shadow-float"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

type ItemProps = {
  icon: LucideIcon
  children: ReactNode
  onSelect: () => void
  disabled?: boolean
  danger?: boolean
  /** Why it cannot be done now; it is disabled and says so. */
  refusal?: string | null
}

const ITEM =
  'flex min-h-8 cursor-pointer select-none items-center gap-2 rounded-md px-2 outline-none data-disabled:cursor-default data-highlighted:bg-raised'

export function MenuItem(props: ItemProps) {
  const { icon: Icon, children, onSelect, disabled = false, danger = false, refusal = null } = props
  const why = useId()
  const off = disabled || refusal !== null
  return (
    <DropdownMenu.Item
      onSelect={onSelect}
      disabled={off}
      aria-labelledby={refusal === null ? undefined : `${why}-name`}
      aria-describedby={refusal === null ? undefined : why}
      className={cn(ITEM, danger && !off && 'text-bad', refusal !== null && 'items-start py-1')}
    >
      <Icon
        aria-hidden
        className={cn('size-4 shrink-0', off && 'opacity-50', refusal !== null && 'mt-0.5')}
      />
      <span className="min-w-0 max-w-60">
        <span id={`${why}-name`} className={cn(off && 'text-muted')}>
          {children}
        </span>
        {refusal !== null && (
          <span id={why} className="block text-muted text-xs">
            {refusal}
          </span>
        )}
      </span>
    </DropdownMenu.Item>
  )
}

export function MenuLine() {
  return <DropdownMenu.Separator className="my-1 h-px bg-border" />
}

/** Words of explanation between the items. */
export function MenuWords({ children }: { children: ReactNode }) {
  return <DropdownMenu.Label className="max-w-56 px-2 py-1 text-muted text-xs">{children}</DropdownMenu.Label>
}

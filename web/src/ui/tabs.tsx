import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

export type Tab = { id: string; label: string; count?: number }

type Props = {
  label: string
  tabs: readonly Tab[]
  /** The open one; keep it in the address. */
  value: string
  onChange: (id: string) => void
  children?: ReactNode
}

/** Views of one thing, side by side; the arrows move between them. Panels are `TabPanel`s among the children. */
export function Tabs({ label, tabs, value, onChange, children }: Props) {
  return (
    <Radix.Root value={value} onValueChange={onChange} className="flex min-w-0 flex-col gap-4">
      <Radix.List aria-label={label} className="flex gap-1 overflow-x-auto border-b [scrollbar-width:none]">
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.id}
            value={tab.id}
            className="-mb-px h-9 shrink-0 whitespace-nowrap border-transparent border-b-2 px-2.5 text-muted text-sm hover:text-text focus-visible:outline-offset-[-2px] data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-text"
          >
            {tab.label}
            {tab.count !== undefined && (
              <span className="ml-1.5 text-muted text-xs tabular-nums">{tab.count}</span>
            )}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {children}
    </Radix.Root>
  )
}

export function TabPanel({ id, children }: { id: string; children: ReactNode }) {
  return (
    <Radix.Content value={id} className="flex min-w-0 flex-col gap-4 outline-offset-4">
      {children}
    </Radix.Content>
  )
}

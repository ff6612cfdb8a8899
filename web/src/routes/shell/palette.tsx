import { Command, defaultFilter } from 'cmdk'
import type { LucideIcon } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useRef, useState } from 'react'
import { type Action, searched, useActionGroups } from '@/ui/actions'
import { Keys } from '@/ui/kbd'
import { findOpener, returnFocus } from '@/ui/opener'
import { usePaletteFinds } from './palette-finds'

type Props = { onClose: () => void }

const FOUND_HERE = 'found here'
const FOUND_THERE = 'found there'

/** What was found matches already: below what is called so, and what the server found below all. */
function score(value: string, search: string, keywords?: string[]): number {
  if (keywords?.includes(FOUND_HERE)) return 0.5
  if (keywords?.includes(FOUND_THERE)) return 0.001
  return defaultFilter(value, search, keywords)
}

const ITEM =
  'flex min-h-9 cursor-pointer select-none items-center gap-2.5 rounded-md px-2.5 text-sm data-[disabled=true]:cursor-default data-[selected=true]:bg-raised data-[disabled=true]:opacity-50'

/** Everything that can be done from here, and everything that can be found by name. */
export default function Palette({ onClose }: Props) {
  const [text, setText] = useState('')
  const groups = useActionGroups()
  const { finds, busy } = usePaletteFinds(text)
  const found = searched(groups, text)
  const [opener] = useState(findOpener)
  const chosen = useRef<(() => void) | null>(null)
  const run = (act: () => void) => {
    chosen.current = act
    onClose()
  }
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fade-in fixed inset-0 z-40 animate-in bg-[#0d0f14]/50 duration-100" />
        <Dialog.Content
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            returnFocus(opener)
            // Now that the focus is back, what opens next may take it, and give it back there.
            chosen.current?.()
          }}
          className="fade-in fixed top-[12vh] left-1/2 z-50 w-[min(40rem,94vw)] -translate-x-1/2 animate-in overflow-hidden rounded-lg border bg-surface shadow-float duration-100"
        >
          <Dialog.Title className="sr-only">Search and commands</Dialog.Title>
          <Command loop label="Search and commands" filter={score}>
            <Command.Input
              value={text}
              onValueChange={setText}
              maxLength={200}
              placeholder="Go to a page, find a deployment or agent, do something…"
              className="h-12 w-full border-b bg-transparent px-4 text-base placeholder:text-muted focus-visible:outline-none"
            />
            <Command.List className="max-h-[50vh] overflow-y-auto p-1.5 [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-muted [&_[cmdk-group-heading]]:text-xs">
              <Command.Empty className="p-6 text-center text-muted text-sm">
                {busy ? 'Searching…' : 'Nothing matches.'}
              </Command.Empty>
              {groups.map(({ name, actions }) => {
                const listed = actions.filter(({ keysOnly, onSearch }) => !keysOnly && !onSearch)
                if (listed.length === 0) return null
                return (
                  <Command.Group key={name} heading={name}>
                    {listed.map((action) => (
                      <Item key={action.id} group={name} action={action} onRun={run} />
                    ))}
                  </Command.Group>
                )
              })}
              {found.length > 0 && (
                <Command.Group heading="On this page">
                  {found.map((action) => (
                    <Item
                      key={action.id}
                      group="On this page"
                      action={action}
                      onRun={run}
                      found={FOUND_HERE}
                    />
                  ))}
                </Command.Group>
              )}
              {finds.map(({ name, items }) => (
                <Command.Group key={name} heading={name}>
                  {items.map(({ id, label, detail, icon, open }) => (
                    <Command.Item
                      key={id}
                      keywords={[FOUND_THERE]}
                      value={`${name} ${id}`}
                      onSelect={() => run(open)}
                      className={ITEM}
                    >
                      <Icon icon={icon} />
                      <span className="min-w-0 flex-1 truncate">{label}</span>
                      <span className="truncate text-muted text-xs">{detail}</span>
                    </Command.Item>
                  ))}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

type ItemProps = {
  group: string
  action: Action
  onRun: (act: () => void) => void
  /** It was found by what is typed. */
  found?: string
}

function Item({ group, action: { id, label, icon, keys, refusal, run }, onRun, found }: ItemProps) {
  return (
    <Command.Item
      value={`${group} ${label} ${id}`}
      disabled={Boolean(refusal)}
      onSelect={() => onRun(run)}
      keywords={found ? [found] : []}
      className={ITEM}
    >
      <Icon icon={icon} />
      <span className="min-w-0 flex-1 truncate">
        {label}
        {refusal && <span className="text-muted"> – {refusal}</span>}
      </span>
      {keys && <Keys keys={keys} />}
    </Command.Item>
  )
}

function Icon({ icon: Drawn }: { icon: LucideIcon | undefined }) {
  return Drawn ? (
    <Drawn aria-hidden className="size-4 shrink-0 text-muted" />
  ) : (
    <span className="size-4 shrink-0" />
  )
}

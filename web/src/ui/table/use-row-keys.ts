import { type RefObject, useRef } from 'react'
import { useActions } from '../actions'

const ROW = 'tbody tr[data-row]'

/** `j` and `k` move between the rows' links, `x` selects the row, `.` opens its menu. */
export function useRowKeys(
  label: string,
  { selects, menus }: { selects: boolean; menus: boolean },
): RefObject<HTMLTableElement | null> {
  const table = useRef<HTMLTableElement>(null)
  const rows = () => [...(table.current?.querySelectorAll<HTMLElement>(ROW) ?? [])]
  const current = () => document.activeElement?.closest<HTMLElement>(ROW) ?? null
  const move = (by: 1 | -1) => {
    const all = rows()
    const at = all.indexOf(current() as HTMLElement)
    const next = all[at === -1 ? (by === 1 ? 0 : all.length - 1) : at + by]
    next?.querySelector<HTMLElement>('a, button')?.focus()
  }
  const press = (selector: string) => current()?.querySelector<HTMLElement>(selector)?.click()
  const openMenu = () => {
    const button = current()?.querySelector<HTMLElement>('[aria-haspopup=menu]')
    button?.focus()
    button?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
  }
  useActions(label, [
    { id: 'next-row', label: 'Next row', keys: 'j', keysOnly: true, run: () => move(1) },
    { id: 'previous-row', label: 'Previous row', keys: 'k', keysOnly: true, run: () => move(-1) },
    ...(selects
      ? [
          {
            id: 'select-row',
            label: 'Select the row',
            keys: 'x',
            keysOnly: true,
            run: () => press('input[type=checkbox]'),
          },
        ]
      : []),
    ...(menus
      ? [{ id: 'row-menu', label: 'What can be done to the row', keys: '.', keysOnly: true, run: openMenu }]
      : []),
  ])
  return table
}

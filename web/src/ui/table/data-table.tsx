import type { ReactNode } from 'react'
import { cn } from '../cn'
import { Skeleton } from '../skeleton'
import type { Column } from './column'
import { Head } from './head'
import { useRowKeys } from './use-row-keys'

type Props<Row> = {
  /** What the rows are: "Deployments". */
  label: string
  columns: readonly Column<Row>[]
  /** None while they are loaded for the first time. */
  rows: readonly Row[] | undefined
  rowId: (row: Row) => string
  /** What a row is called, for its box. */
  rowName: (row: Row) => string
  sort?: string
  onSort?: (sort: string) => void
  selected?: ReadonlySet<string>
  onSelect?: (selected: ReadonlySet<string>) => void
  /** The button that opens the row's menu. */
  menu?: (row: Row) => ReactNode
  /** Shown instead of rows when there are none. */
  empty: ReactNode
  /** Rows are shown and newer ones are on their way. */
  busy?: boolean
  /** Told of the row that the focus goes to. */
  onRow?: (id: string) => void
  /** Rows above the others, such as what is being made. */
  before?: ReactNode
  /** Without a border, in a card that has one. */
  flush?: boolean
}

const SKELETONS = ['w-40', 'w-56', 'w-44', 'w-52', 'w-36', 'w-48']

/** Rows from the server, sorted and paged there. What moves under the pointer is a cell, never a row. */
export function DataTable<Row>(props: Props<Row>) {
  const {
    label,
    columns,
    rows,
    rowId,
    sort,
    onSort,
    selected,
    onSelect,
    menu,
    empty,
    busy = false,
    flush,
  } = props
  const selects = selected !== undefined && onSelect !== undefined
  const table = useRowKeys(label, { selects, menus: menu !== undefined })
  const ids = rows?.map(rowId) ?? []
  const some = selects && ids.some((id) => selected.has(id))
  const all = some && ids.every((id) => selected.has(id))
  return (
    <div className={cn('relative min-w-0 rounded-lg bg-surface', !flush && 'border print:border-0')}>
      {busy && rows !== undefined && <ThinBar />}
      <div className="overflow-x-auto">
        <table
          ref={table}
          aria-label={label}
          aria-busy={rows === undefined}
          className="w-full border-collapse text-sm"
        >
          <Head
            columns={columns}
            sort={sort}
            onSort={onSort}
            withMenu={menu !== undefined}
            selectAll={
              selects
                ? {
                    checked: all ? true : some ? 'some' : false,
                    onChange: (checked) => onSelect(checked ? new Set([...selected, ...ids]) : new Set()),
                  }
                : undefined
            }
          />
          <tbody
            className="divide-y"
            onFocus={({ target }) => {
              const id = target.closest<HTMLElement>('tr[data-row]')?.dataset.row
              if (id !== undefined) props.onRow?.(id)
            }}
          >
            {props.before}
            {rows?.map((row) => (
              <DataRow key={rowId(row)} row={row} {...props} />
            ))}
            {rows === undefined && <SkeletonRows columns={columns} />}
          </tbody>
        </table>
      </div>
      {rows?.length === 0 && !props.before && empty}
    </div>
  )
}

function DataRow<Row>({ row, columns, rowId, rowName, selected, onSelect, menu }: Props<Row> & { row: Row }) {
  const id = rowId(row)
  const chosen = selected?.has(id) ?? false
  const toggle = () => {
    const next = new Set(selected)
    if (!next.delete(id)) next.add(id)
    onSelect?.(next)
  }
  return (
    <tr
      data-row={id}
      aria-selected={selected ? chosen : undefined}
      className={cn('h-10 focus-within:bg-raised/60 hover:bg-raised/60', chosen && 'bg-accent/8')}
    >
      {selected && (
        <td className="pl-3 print:hidden">
          <input
            type="checkbox"
            aria-label={`Select ${rowName(row)}`}
            checked={chosen}
            onChange={toggle}
            className="block size-4 accent-accent"
          />
        </td>
      )}
      {columns.map((column) => (
        <td
          key={column.id}
          className={cn(
            'px-2 py-1.5 min-[1400px]:px-3',
            column.align === 'end' && 'text-right tabular-nums',
            column.className,
          )}
        >
          {column.cell(row)}
        </td>
      ))}
      {menu && <td className="pr-1.5 text-right print:hidden">{menu(row)}</td>}
    </tr>
  )
}

/** Says that newer rows are on their way, without taking the old ones off. */
export function ThinBar() {
  return (
    <span aria-hidden className="absolute inset-x-0 top-0 h-0.5 overflow-hidden rounded-t-lg">
      <span className="block h-full w-1/3 animate-[slide_1.2s_ease-in-out_infinite] bg-accent" />
    </span>
  )
}

function SkeletonRows<Row>({ columns }: { columns: readonly Column<Row>[] }) {
  return SKELETONS.map((width) => (
    <tr key={width} className="h-10">
      {columns.map(({ id, className }, at) => (
        <td key={id} className={cn('px-3', className)}>
          <Skeleton className={cn('max-w-full', at === 0 ? width : 'w-16')} />
        </td>
      ))}
    </tr>
  ))
}

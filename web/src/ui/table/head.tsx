import { ArrowDown, ArrowUp } from 'lucide-react'
import { cn } from '../cn'
import { type Column, nextSort, sortState } from './column'

type Props<Row> = {
  columns: readonly Column<Row>[]
  sort?: string
  onSort?: (sort: string) => void
  /** The box that selects every row; none where nothing is selected. */
  selectAll?: { checked: boolean | 'some'; onChange: (checked: boolean) => void }
  withMenu: boolean
}

export function Head<Row>({ columns, sort, onSort, selectAll, withMenu }: Props<Row>) {
  return (
    <thead className="border-b text-left text-muted text-xs">
      <tr>
        {selectAll && (
          <th scope="col" className="w-9 pl-3 print:hidden">
            <input
              type="checkbox"
              aria-label="Select all rows of this page"
              className="size-4 accent-accent"
              ref={(box) => {
                if (box) box.indeterminate = selectAll.checked === 'some'
              }}
              checked={selectAll.checked === true}
              onChange={(event) => selectAll.onChange(event.target.checked)}
            />
          </th>
        )}
        {columns.map((column) => (
          <th
            key={column.id}
            scope="col"
            aria-sort={column.sort && onSort ? sortState(sort, column.sort) : undefined}
            className={cn(
              'h-9 px-2 font-medium min-[1400px]:px-3',
              column.align === 'end' && 'text-right',
              column.className,
            )}
          >
            {column.sort && onSort ? (
              <SortButton column={column} by={column.sort} sort={sort} onSort={onSort} />
            ) : (
              column.header
            )}
          </th>
        ))}
        {withMenu && (
          <th scope="col" className="w-10 print:hidden">
            <span className="sr-only">Actions</span>
          </th>
        )}
      </tr>
    </thead>
  )
}

type SortProps<Row> = {
  column: Column<Row>
  by: string
  sort: string | undefined
  onSort: (sort: string) => void
}

function SortButton<Row>({ column, by, sort, onSort }: SortProps<Row>) {
  const state = sortState(sort, by)
  const next = nextSort(sort, by, column.downFirst)
  // Before the first press the arrow shows where that would lead.
  const up = state === 'none' ? !next.startsWith('-') : state === 'ascending'
  const Icon = up ? ArrowUp : ArrowDown
  return (
    <button
      type="button"
      onClick={() => onSort(next)}
      className={cn(
        'group inline-flex min-h-6 items-center gap-1 rounded hover:text-text',
        column.align === 'end' && 'flex-row-reverse',
        state !== 'none' && 'text-text',
      )}
    >
      {column.header}
      <Icon
        aria-hidden
        className={cn(
          'size-3.5',
          state === 'none' && 'opacity-0 group-hover:opacity-60 group-focus-visible:opacity-60',
        )}
      />
    </button>
  )
}

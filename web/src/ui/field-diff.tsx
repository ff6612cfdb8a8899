import { MoveRight } from 'lucide-react'
import { cn } from './cn'

/** `name` is what people call the field; without one its path stands for it. */
export type FieldChange = { path: string; name?: string; before: unknown; after: unknown }

/** What changed between two documents, field by field. */
export function FieldDiff({ changes, label }: { changes: readonly FieldChange[]; label: string }) {
  if (changes.length === 0) return <p className="text-muted text-sm">Nothing differs.</p>
  return (
    <div className="overflow-x-auto rounded-md border">
      <table aria-label={label} className="w-full min-w-80 table-fixed text-sm">
        <thead className="border-b text-left text-muted text-xs">
          <tr>
            <th scope="col" className="h-8 w-[34%] px-3 font-medium">
              Field
            </th>
            <th scope="col" className="px-3 font-medium">
              Before
            </th>
            <th scope="col" className="w-4 max-sm:hidden">
              <span className="sr-only">becomes</span>
            </th>
            <th scope="col" className="px-3 font-medium">
              After
            </th>
          </tr>
        </thead>
        <tbody className="divide-y align-top">
          {changes.map(({ path, name, before, after }) => (
            <tr key={path}>
              <th
                scope="row"
                title={name && path}
                className={cn(
                  'wrap-anywhere px-3 py-1.5 text-left font-normal text-muted',
                  !name && 'font-mono text-xs leading-5',
                )}
              >
                {name ?? path}
              </th>
              <td className="wrap-anywhere whitespace-pre-wrap px-3 py-1.5">
                <Value value={before} gone />
              </td>
              <td className="py-2 text-muted max-sm:hidden">
                <MoveRight aria-hidden className="size-4" />
              </td>
              <td className="wrap-anywhere whitespace-pre-wrap px-3 py-1.5 font-medium">
                <Value value={after} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Value({ value, gone = false }: { value: unknown; gone?: boolean }) {
  if (value === null || value === undefined) return <span className="text-muted">none</span>
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  return gone ? <del className="text-muted">{text}</del> : <ins className="no-underline">{text}</ins>
}

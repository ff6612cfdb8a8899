import type { ReactNode } from 'react'

type Fields = Record<string, unknown>

/** The fields of an answer that is an object, null for one that is text. */
export function fieldsOf(text: string): Fields | null {
  if (!text.startsWith('{')) return null
  try {
    const value: unknown = JSON.parse(text)
    return isFields(value) && Object.keys(value).length > 0 ? value : null
  } catch {
    return null
  }
}

/** An answer that is an object, to be read: its fields with their values, and lists as lists. */
export function Structured({ fields }: { fields: Fields }) {
  return (
    <dl className="grid min-w-0 grid-cols-[minmax(5rem,auto)_1fr] gap-x-4 gap-y-1.5 text-sm">
      {Object.entries(fields).map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="wrap-anywhere text-muted">{spoken(name)}</dt>
          <dd className="wrap-anywhere min-w-0">{shown(value)}</dd>
        </div>
      ))}
    </dl>
  )
}

function shown(value: unknown): ReactNode {
  if (value === null || value === '') return <span className="text-muted">none</span>
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return <span className="tabular-nums">{value}</span>
  if (Array.isArray(value)) {
    if (value.length === 0) return <span className="text-muted">none</span>
    return (
      <ul className="flex list-disc flex-col gap-1 pl-4">
        {value.map((each, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
          <li key={index}>{shown(each)}</li>
        ))}
      </ul>
    )
  }
  if (isFields(value)) return <Structured fields={value} />
  return <span className="whitespace-pre-wrap">{String(value)}</span>
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function spoken(name: string): string {
  const words = name.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

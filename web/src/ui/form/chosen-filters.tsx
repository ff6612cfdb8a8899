import { X } from 'lucide-react'
import type { SearchParams } from '@/search-params'
import { Button } from '../button'

type Props = {
  /** The filters that only links choose, with their names for people. */
  names: Readonly<Record<string, string>>
  /** Every filter of the list, which are cleared together. */
  all: readonly string[]
  asked: SearchParams
  onChange: (changes: SearchParams) => void
}

/** What was chosen by a link, to be taken away one by one; and a way to clear all filters. */
export function ChosenFilters({ names, all, asked, onChange }: Props) {
  return (
    <>
      {Object.entries(names)
        .filter(([name]) => asked[name])
        .map(([name, words]) => (
          <Button key={name} onClick={() => onChange({ [name]: undefined })} className="max-w-full">
            <span className="truncate">
              {words} <span className="font-mono text-xs">{asked[name]}</span>
            </span>
            <X aria-hidden />
            <span className="sr-only">, take this filter away</span>
          </Button>
        ))}
      {all.some((name) => asked[name]) && (
        <Button
          variant="ghost"
          onClick={() => onChange(Object.fromEntries(all.map((name) => [name, undefined])))}
        >
          Clear all
        </Button>
      )}
    </>
  )
}

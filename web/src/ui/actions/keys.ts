/** A key as bindings name it: `k`, `?`, `Escape`; with Ctrl or ⌘ `mod+k`. */
export function keyName(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): string | null {
  if (event.altKey) return null
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  return event.ctrlKey || event.metaKey ? `mod+${key}` : key
}

export type Match = { found: string | null; pending: string }

/** Looks a key up, alone or after the one before it: `g d` is two keys, one after the other. */
export function match(known: readonly string[], pending: string, key: string): Match {
  const sequence = pending === '' ? key : `${pending} ${key}`
  for (const candidate of [sequence, key])
    if (known.includes(candidate)) return { found: candidate, pending: '' }
  return { found: null, pending: known.some((each) => each.startsWith(`${key} `)) ? key : '' }
}

/** The keys as a person reads them, one after the other. */
export function keyWords(keys: string): string[] {
  const mac = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '')
  return keys
    .split(' ')
    .map((key) =>
      key
        .replace('mod+', mac ? '⌘' : 'Ctrl+')
        .replace(/(^|\+|⌘)([a-z])$/, (_, before, letter) => before + letter.toUpperCase()),
    )
}

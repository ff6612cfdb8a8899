/** A mention that is being typed: where its `@` stands, and what follows it. */
export type Mention = { at: number; typed: string }

/** The mention before the caret, if one is being typed there. */
export function mentionAt(text: string, caret: number): Mention | null {
  const found = /(?:^|[^\w@.-])@([a-z0-9-]*)$/i.exec(text.slice(Math.max(0, caret - 80), caret))
  return found ? { at: caret - (found[1] ?? '').length - 1, typed: (found[1] ?? '').toLowerCase() } : null
}

/** The handles that begin like what was typed, then those that hold it. */
export function matching(handles: readonly string[], typed: string): string[] {
  const begin = handles.filter((handle) => handle.startsWith(typed))
  return [...begin, ...handles.filter((handle) => !handle.startsWith(typed) && handle.includes(typed))]
}

/** The text with the mention written out, and where the caret then stands. */
export function complete(text: string, mention: Mention, handle: string): { text: string; caret: number } {
  const end = mention.at + 1 + mention.typed.length
  const rest = text.slice(end)
  const written = `@${handle}${rest.startsWith(' ') ? '' : ' '}`
  return { text: text.slice(0, mention.at) + written + rest, caret: mention.at + handle.length + 2 }
}

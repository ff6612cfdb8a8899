import type { Replay } from './types'

/** What a replay found, in a sentence. */
export function replaySentence({ decisions, totals }: Replay, days: number): string {
  const asked = `${decisions.toLocaleString('en-GB')} ${decisions === 1 ? 'decision' : 'decisions'} of the last ${days} days`
  if (decisions === 0) return `No call or change was decided in the last ${days} days.`
  const changed = totals.reduce((sum, { times }) => sum + times, 0)
  if (changed === 0) return `Nothing would have been decided otherwise, of ${asked}.`
  return `${changed.toLocaleString('en-GB')} of ${asked} would have been decided otherwise.`
}

/** What a difference does, in a sentence: "Adds closed, removes old." */
export function differenceSentence(found: {
  added: readonly string[]
  removed: readonly string[]
  changed: readonly string[]
}): string {
  const parts = [
    part('adds', found.added),
    part('changes', found.changed),
    part('removes', found.removed),
  ].filter((each) => each !== '')
  if (parts.length === 0) return 'It changes no policy, only what is written around them.'
  const said = parts.join(', ')
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}.`
}

const SHOWN = 5

function part(verb: string, ids: readonly string[]): string {
  if (ids.length === 0) return ''
  const more = ids.length > SHOWN ? ` and ${ids.length - SHOWN} more` : ''
  return `${verb} ${ids.slice(0, SHOWN).join(', ')}${more}`
}

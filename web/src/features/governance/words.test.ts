import { expect, test } from 'vitest'
import { differenceSentence, replaySentence } from './words'

const NONE = { added: [], removed: [], changed: [] }

test('a difference is told by the names of policies', () => {
  expect(differenceSentence({ ...NONE, added: ['a'], removed: ['b', 'c'] })).toBe('Adds a, removes b, c.')
  expect(differenceSentence(NONE)).toContain('no policy')
  expect(differenceSentence({ ...NONE, changed: [...'abcdefg'] })).toBe('Changes a, b, c, d, e and 2 more.')
})

test('a replay says how many decisions would be others', () => {
  const found = { since: '', questions: 1, unread: 0, cut: false, changes: [], idle: [] }
  expect(replaySentence({ ...found, decisions: 0, totals: [] }, 7)).toContain('No call')
  expect(replaySentence({ ...found, decisions: 12, totals: [] }, 7)).toContain('Nothing would')
  const totals = [{ before: 'allow' as const, after: 'deny' as const, times: 5 }]
  expect(replaySentence({ ...found, decisions: 1200, totals }, 7)).toBe(
    '5 of 1,200 decisions of the last 7 days would have been decided otherwise.',
  )
})

import { expect, test } from 'vitest'
import { endings } from './endings'
import type { Message, Participant } from './types'

const message = (id: string, status: Message['status'], more: Partial<Message> = {}) =>
  ({ id, status, content: `words of ${id}`, problem: null, participant_id: `p-${id}`, ...more }) as Message

const people = new Map(
  ['a', 'b', 'c'].map((id) => [`p-${id}`, { handle: `agent-${id}` } as Participant] as const),
)

test('of several that answer at once each is told, also when they end together', () => {
  const begun = endings(new Set(), [message('a', 'streaming'), message('b', 'streaming')], people)
  expect(begun.ended).toEqual([])
  const { ended, stillOpen } = endings(
    begun.stillOpen,
    [message('a', 'complete'), message('b', 'stopped')],
    people,
  )
  expect(ended.map(({ words }) => words)).toEqual(['agent-a answered: words of a', 'agent-b was stopped.'])
  expect(stillOpen.size).toBe(0)
})

test('what was whole already is not told again, and one that goes on waits', () => {
  const { ended, stillOpen } = endings(
    new Set(['b', 'c']),
    [message('a', 'complete'), message('b', 'complete'), message('c', 'streaming')],
    people,
  )
  expect(ended.map(({ id }) => id)).toEqual(['b'])
  expect([...stillOpen]).toEqual(['c'])
})

test('a long answer is begun and not read out whole', () => {
  const { ended } = endings(
    new Set(['a']),
    [message('a', 'complete', { content: 'x'.repeat(5_000) })],
    people,
  )
  expect(ended[0]?.words.length).toBeLessThan(250)
})

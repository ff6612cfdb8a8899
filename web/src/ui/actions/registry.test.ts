import { expect, test } from 'vitest'
import { merged } from './registry'

const group = (name: string, ...ids: string[]) => ({
  name,
  actions: ids.map((id) => ({ id, label: id, run: () => {} })),
})

test('groups of one name are one, where the newest of them stands', () => {
  const all = merged([
    group('Page', 'a'),
    group('Everywhere', 'b'),
    group('Go to', 'c'),
    group('Everywhere', 'd'),
  ])
  expect(all.map(({ name, actions }) => [name, actions.map(({ id }) => id)])).toEqual([
    ['Page', ['a']],
    ['Everywhere', ['b', 'd']],
    ['Go to', ['c']],
  ])
})

import { expect, test } from 'vitest'
import type { Group } from './types'
import { errorRate, filterOf, groupName, oneOf, WINDOWS } from './words'

const group = { id: 'gpt-5', name: null, provider: 'openai' } as Group

test('an address that says something unknown is taken for one that says nothing', () => {
  expect(oneOf(WINDOWS, '30d', '7d')).toBe('30d')
  expect(oneOf(WINDOWS, 'toString', '7d')).toBe('7d')
  expect(oneOf(WINDOWS, undefined, '7d')).toBe('7d')
})

test('calls of a group are found by what they have in common', () => {
  expect(filterOf(group, 'model')).toEqual({ model: 'gpt-5', provider: 'openai' })
  expect(filterOf({ ...group, id: 'key:key_1' }, 'key')).toEqual({ key: 'key:key_1' })
  expect(filterOf({ ...group, id: '' }, 'model')).toBeNull()
})

test('a group is called by its name, its id, or by what it lacks', () => {
  expect(groupName({ id: 'agent:a', name: 'Desk' }, 'agent')).toBe('Desk')
  expect(groupName({ id: 'agent:a', name: null }, 'agent')).toBe('agent:a')
  expect(groupName({ id: '', name: null }, 'agent')).toBe('Without an agent')
})

test('without calls there is no share of errors', () => {
  expect(errorRate({ calls: 0, errors: 0 })).toBeNull()
  expect(errorRate({ calls: 4, errors: 1 })).toBe(0.25)
})

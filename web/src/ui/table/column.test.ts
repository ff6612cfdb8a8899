import { expect, test } from 'vitest'
import { nextSort, sortState } from './column'

test('words are sorted upwards first, then downwards', () => {
  expect(nextSort('-created', 'name')).toBe('name')
  expect(nextSort('name', 'name')).toBe('-name')
  expect(nextSort('-name', 'name')).toBe('name')
})

test('numbers and moments are sorted downwards first, then upwards', () => {
  expect(nextSort(undefined, 'cost', true)).toBe('-cost')
  expect(nextSort('-cost', 'cost', true)).toBe('cost')
  expect(nextSort('cost', 'cost', true)).toBe('-cost')
  expect(nextSort('-name', 'cost', true)).toBe('-cost')
})

test('a column says how it is sorted', () => {
  expect([sortState('-cost', 'cost'), sortState('cost', 'cost'), sortState('cost', 'name')]).toEqual([
    'descending',
    'ascending',
    'none',
  ])
})

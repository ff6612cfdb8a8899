import { expect, test } from 'vitest'
import { keyName, keyWords, match } from './keys'

const press = (key: string, held = {}) =>
  keyName({ key, ctrlKey: false, metaKey: false, altKey: false, ...held })

test('a key is named with the modifier that was held', () => {
  expect(press('K', { ctrlKey: true })).toBe('mod+k')
  expect(press('k', { metaKey: true })).toBe('mod+k')
  expect(press('?')).toBe('?')
  expect(press('d', { altKey: true })).toBeNull()
})

test('two keys in turn are one binding, and a wrong second key is looked up alone', () => {
  const known = ['g d', 'j']
  expect(match(known, '', 'g')).toEqual({ found: null, pending: 'g' })
  expect(match(known, 'g', 'd')).toEqual({ found: 'g d', pending: '' })
  expect(match(known, 'g', 'j')).toEqual({ found: 'j', pending: '' })
  expect(match(known, 'g', 'x')).toEqual({ found: null, pending: '' })
})

test('keys are written as they stand on the keyboard', () => {
  expect(keyWords('g d')).toEqual(['G', 'D'])
  expect(keyWords('mod+k')).toEqual(['Ctrl+K'])
})

import { expect, test } from 'vitest'
import { parseSearch, withChanges, writeSearch } from './search-params'

test('what is written is read back as the same text', () => {
  const search = { q: 'a b & "c" 5', after: '=+/ü' }
  expect(parseSearch(writeSearch(search))).toEqual(search)
})

test('text that looks like a number or a truth stays text', () => {
  expect(parseSearch('?page=2&plan=true')).toEqual({ page: '2', plan: 'true' })
})

test('what is empty leaves the address', () => {
  expect(writeSearch({ q: '', tab: undefined })).toBe('')
  expect(withChanges({ q: 'x', tab: 'log' }, { q: '' })).toEqual({ tab: 'log' })
})

import { expect, test } from 'vitest'
import { readFilters } from './filters'

test('an address without filters lists what changed last', () => {
  expect(readFilters({})).toEqual({ sort: '-updated' })
})

test('what an address cannot mean is left out', () => {
  expect(readFilters({ status: 'gone', type: 'lambda', sort: 'size', q: '' })).toEqual({ sort: '-updated' })
  expect(readFilters({ status: 'active', type: 'context', sort: 'name', q: 'x'.repeat(300) })).toEqual({
    status: 'active',
    type: 'context',
    sort: 'name',
    q: 'x'.repeat(200),
  })
})

import { expect, test } from 'vitest'
import { isFiltered, toQuery } from './filters'

test('an empty address asks for the newest', () => {
  expect(toQuery({})).toEqual({ limit: 50, sort: '-created' })
  expect(isFiltered({ sort: 'name', after: 'x' })).toBe(false)
})

test('filters, order and page come from the address', () => {
  const search = {
    q: 'bot',
    status: 'failed,paused',
    environment: 'prod',
    kind: 'agent',
    sort: '-cost_today',
    after: 'c',
  }
  expect(toQuery(search)).toEqual({
    limit: 50,
    sort: '-cost_today',
    q: 'bot',
    status: ['failed', 'paused'],
    environment: 'prod',
    kind: 'agent',
    cursor: 'c',
  })
  expect(isFiltered(search)).toBe(true)
})

test('what the server would not know is left out', () => {
  expect(toQuery({ status: 'flying,toString', environment: 'the moon', kind: 'cat', sort: 'x' })).toEqual({
    limit: 50,
    sort: '-created',
  })
  expect(toQuery({ q: 'x'.repeat(5000) }).q).toHaveLength(200)
})

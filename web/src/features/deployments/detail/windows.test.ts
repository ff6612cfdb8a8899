import { expect, test } from 'vitest'
import { windowOf, writeMoment } from './windows'

test('an unknown window is a day', () => {
  expect([windowOf('7d'), windowOf('x'), windowOf(undefined)]).toEqual(['7d', '24h', '24h'])
})

test('buckets are written in UTC, as short as their window allows', () => {
  const at = '2026-11-21T23:30:00Z'
  expect([writeMoment('1h')(at), writeMoment('30d')(at)]).toEqual(['23:30', '21 Nov'])
  expect(writeMoment('7d')(at)).toContain('21 Nov')
  expect(writeMoment('24h')('no time')).toBe('no time')
})

import { expect, it } from 'vitest'
import { fieldsOf } from './structured'

it('tells objects from text', () => {
  expect(fieldsOf('{"a": 1}')).toEqual({ a: 1 })
  for (const text of ['', 'Hello', '{}', '{"a": ', '[1]', '{ not json }']) expect(fieldsOf(text)).toBeNull()
})

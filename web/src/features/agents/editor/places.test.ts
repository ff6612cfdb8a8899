import { expect, test } from 'vitest'
import { fieldAt, parentsAt, type Schema, schemaAt, siblingsAt, valuesOf } from './places'

const LINES = `name: a
# a comment: not a field
instructions: |
  Category: one of these
model_settings:
  temperature: 0

  max_tokens: 4
remit:
  type: context
  variables:
    who: Ada
  tags:
    - one
`.split('\n')

const SCHEMA: Schema = {
  properties: {
    name: { examples: ['Hello', { a: 1 }] },
    instructions: { type: 'string' },
    remit: { properties: { type: { const: 'context', examples: ['context'] } } },
  },
}

test('a line knows the fields round it', () => {
  expect(fieldAt(LINES, 5)).toEqual({ path: ['model_settings', 'temperature'], from: 2, to: 13 })
  expect(fieldAt(LINES, 11)?.path).toEqual(['remit', 'variables', 'who'])
  expect(fieldAt(LINES, 1)).toBeNull()
  expect(fieldAt(LINES, 13)).toBeNull()
  expect(parentsAt(LINES, 6, 2)).toEqual(['model_settings'])
  expect(parentsAt(LINES, 14, 0)).toEqual([])
})

test('what looks like a field inside a text is none that the schema knows', () => {
  expect(fieldAt(LINES, 3)?.path).toEqual(['instructions', 'Category'])
  expect(schemaAt(SCHEMA, ['instructions', 'Category'])).toBeNull()
})

test('fields beside a line are known, above and below', () => {
  expect([...siblingsAt(LINES, 6, 2)].sort()).toEqual(['max_tokens', 'temperature'])
  expect([...siblingsAt(LINES, 14, 0)].sort()).toEqual(['instructions', 'model_settings', 'name', 'remit'])
})

test('the schema names what may stand behind a field', () => {
  expect(valuesOf(schemaAt(SCHEMA, ['remit', 'type']) ?? {})).toEqual(['context'])
  expect(valuesOf(schemaAt(SCHEMA, ['name']) ?? {})).toEqual(['Hello'])
  expect(schemaAt(SCHEMA, ['gone'])).toBeNull()
})

import { expect, test } from 'vitest'
import { setField } from '../document/edit'
import { withType } from '../wizard/of-type'
import { blankOf, type Row, readRows, writeRows } from './schema-rows'

const ROWS: readonly Row[] = [
  { name: 'city', type: 'string', required: true, description: 'Where: "here"' },
  { name: 'days', type: 'integer', required: false, description: '' },
  { name: 'names', type: 'strings', required: true, description: '' },
]

test('rows become a closed schema in the file, and come out of it again', () => {
  const begun = withType('name: Weather\n', 'function')
  expect(readRows(begun, 'input_schema')).toEqual([])
  const written = setField(begun, ['remit', 'input_schema'], writeRows(ROWS))
  expect(readRows(written, 'input_schema')).toEqual(ROWS)
  expect(written).toContain('additionalProperties: false')
})

test('a schema that says more is left alone', () => {
  const text = 'remit:\n  input_schema: {type: object, properties: {a: {type: string, maxLength: 3}}}\n'
  expect(readRows(text, 'input_schema')).toBeNull()
})

test('another type takes what it cannot have along with it', () => {
  const talks = 'name: A\ninstructions: Greet.\nremit:\n  type: context\n  tools: [crm]\n'
  const computes = withType(talks, 'function')
  expect(computes).not.toContain('instructions')
  expect(computes).not.toContain('crm')
  expect(withType(computes, 'context')).not.toContain('schema')
})

test('an example begins with every field that is needed', () => {
  const written = setField('name: Weather\n', ['remit', 'input_schema'], writeRows(ROWS))
  expect(blankOf(written, 'input_schema')).toEqual({ city: '', names: [] })
  expect(blankOf(written, 'output_schema')).toEqual({})
})

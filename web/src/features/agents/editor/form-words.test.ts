import { expect, test } from 'vitest'
import type { Finding } from '../types'
import { called, inFormWords, spoken } from './form-words'
import type { Schema } from './places'

const SCHEMA: Schema = {
  properties: {
    name: { title: 'Name' },
    model_settings: { title: 'Model settings', properties: { temperature: { title: 'Temperature' } } },
    remit: {
      title: 'Remit',
      properties: {
        tags: { title: 'Tags' },
        description: { title: 'Description' },
        variables: { title: 'Variables' },
      },
    },
  },
}

const finding = (more: Partial<Finding>): Finding => ({
  code: 'bad-value',
  severity: 'error',
  path: 'model_settings.temperature',
  line: 4,
  column: 3,
  message: '`model_settings.temperature` must be less than or equal to 2.',
  hint: null,
  ...more,
})

test('a place is called what the form calls it', () => {
  expect(called('model_settings.temperature', SCHEMA)).toBe('Temperature')
  expect(called('remit.tags[1]', SCHEMA)).toBe('Tags 2')
  expect(called('remit.variables.who', SCHEMA)).toBe('Variables who')
  expect(called('name', SCHEMA)).toBe('Name')
})

test('what the schema does not know keeps its own name', () => {
  expect(called('remit.tools', SCHEMA)).toBeNull()
  expect(called('nme', SCHEMA)).toBeNull()
  expect(called('name', undefined)).toBeNull()
  expect(inFormWords('There is no field `remit.tols`.', SCHEMA)).toBe('There is no field remit.tols.')
})

test('a finding speaks of the field, not of its place in the file', () => {
  expect(spoken(finding({}), SCHEMA)).toBe('Temperature must be less than or equal to 2.')
  expect(
    spoken(finding({ path: 'name', message: '`name` is missing.', code: 'missing-field' }), SCHEMA),
  ).toBe('Name is missing.')
})

test('a variable that is called like a field is no field', () => {
  const words = 'The instructions do not use the variable `name`.'
  expect(spoken(finding({ path: 'remit.variables.name', message: words }), SCHEMA)).toBe(
    'The instructions do not use the variable name.',
  )
})

test('how to write a field down is left to the text view', () => {
  const found = finding({
    code: 'no-description',
    path: 'remit.description',
    message: 'The agent has no description.',
    hint: 'Add `description:` under `remit:`.',
  })
  expect(spoken(found, SCHEMA)).toBe('The agent has no description.')
})

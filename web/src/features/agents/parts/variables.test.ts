import { expect, test } from 'vitest'
import { readVariables, writeVariable } from './variables'

const TEXT = `name: A
remit:
  variables:
    company: our company # who we are
    language: {type: string, default: English, enum: [English, Deutsch], max_length: 40}
    days: {type: integer, default: 3}
`

test('variables are read as rows, fixed ones and those that callers give', () => {
  const [company, language, days] = readVariables(TEXT)
  expect(company).toMatchObject({ name: 'company', kind: 'fixed', value: 'our company' })
  expect(language).toMatchObject({
    kind: 'string',
    usual: 'English',
    choices: 'English, Deutsch',
    longest: '40',
  })
  expect(days).toMatchObject({ kind: 'integer', usual: '3' })
})

test('a row is written as it says, and the others stay as they are', () => {
  const rows = readVariables(TEXT)
  const row = rows[0]
  if (!row) throw new Error('There are rows.')
  const asked = writeVariable(TEXT, { ...row, kind: 'number', usual: '0.5', choices: '0.5, 1' })
  expect(readVariables(asked)[0]).toMatchObject({
    kind: 'number',
    usual: '0.5',
    choices: '0.5, 1',
    value: '',
  })
  expect(readVariables(asked).slice(1)).toEqual(rows.slice(1))
  const yes = writeVariable(asked, { ...row, kind: 'boolean', usual: 'true', choices: 'x', longest: '9' })
  expect(yes).toMatch(/company:[^\n]*\n\s+type: boolean\n\s+default: true\n/)
  expect(writeVariable(TEXT, row)).toBe(TEXT)
  const kept = 'instructions: |   # kindly\n  Greet.\n'
  const again = writeVariable(kept + asked, {
    ...row,
    kind: 'string',
    usual: 'a',
    choices: 'a, b',
    longest: '9',
  })
  expect(again).toContain(kept)
  expect(readVariables(again)[0]).toMatchObject({ kind: 'string', usual: 'a', choices: 'a, b', longest: '9' })
})

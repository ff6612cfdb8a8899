import { expect, test } from 'vitest'
import type { ToolboxKind } from './kinds'
import { applies, fieldsOf, setupDraft, setupOf } from './setup-draft'

const KIND: ToolboxKind = {
  kind: 'http_api',
  label: 'HTTP API',
  help: '',
  secret_label: 'Key',
  secret_help: '',
  needs_secret: false,
  setup: {
    required: ['base_url'],
    properties: {
      kind: { const: 'http_api', type: 'string' },
      base_url: { type: 'string', title: 'Base URL', examples: ['https://api.example.com'] },
      auth: { type: 'string', enum: ['none', 'bearer', 'header'], default: 'bearer' },
      auth_header: { type: 'string', default: 'X-API-Key' },
      document: { anyOf: [{ type: 'string', maxLength: 1_000_000 }, { type: 'null' }], default: null },
      operations: { type: 'array', items: { $ref: '#/$defs/Operation' }, default: [] },
      include: { type: 'array', items: { type: 'string' }, default: [] },
      headers: { type: 'object', default: {} },
      most: { type: 'integer', default: 5 },
      writes: { type: 'boolean', default: false },
    },
  },
}

test('a form is drawn from the schema, and empty fields are left to the server', () => {
  const fields = fieldsOf(KIND)
  expect(fields.map(({ name, shape }) => `${name} ${shape}`)).toEqual([
    'base_url line',
    'auth choice',
    'auth_header line',
    'document text',
    'operations json',
    'include lines',
    'headers pairs',
    'most number',
    'writes switch',
  ])
  expect(setupOf(fields, setupDraft(fields))).toEqual({
    base_url: '',
    auth: 'bearer',
    auth_header: 'X-API-Key',
    most: 5,
    writes: false,
  })
})

test('what is stored comes back as it was', () => {
  const fields = fieldsOf(KIND)
  const setup = {
    base_url: 'https://x',
    auth: 'header',
    auth_header: 'X-Key',
    document: 'openapi: 3.1.0',
    operations: [{ name: 'a', path: '/a' }],
    include: ['a', 'b'],
    headers: { 'X-Team': 'a: b' },
    most: 7,
    writes: true,
  }
  expect(setupOf(fields, setupDraft(fields, setup))).toEqual(setup)
})

test('what cannot be read is sent as it was typed', () => {
  const fields = fieldsOf(KIND)
  const draft = { ...setupDraft(fields), base_url: 'x', operations: '[{', most: 'many', headers: 'X-Team' }
  expect(setupOf(fields, draft)).toMatchObject({
    operations: '[{',
    most: 'many',
    headers: { 'X-Team': '' },
  })
})

test('the header of a secret is asked for only where one is sent so', () => {
  const header = fieldsOf(KIND).find(({ name }) => name === 'auth_header')
  if (!header) throw new Error('no field')
  expect(applies(header, { auth: 'bearer' })).toBe(false)
  expect(applies(header, { auth: 'header' })).toBe(true)
})

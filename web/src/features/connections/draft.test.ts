import { expect, test } from 'vitest'
import { bodyOf, changeOf, draftFrom, draftOf, linesOf } from './draft'
import type { Kind } from './kinds'
import type { Provider } from './types'

const OLLAMA = {
  kind: 'ollama',
  label: 'Ollama',
  usual_address: 'http://127.0.0.1:11434/v1',
  needs_region: false,
  takes_api_version: false,
} as Kind
const BEDROCK = { ...OLLAMA, kind: 'bedrock', usual_address: null, needs_region: true } as Kind
const STORED = {
  id: 'con_1',
  slug: 'gateway',
  name: 'Gateway',
  kind: 'openai_compatible',
  base_url: 'https://models.example.com/v1',
  has_secret: true,
  secret_hint: 'wxyz',
  default_model: null,
  models: ['a', 'b'],
  answers_with: 'a',
  enabled: true,
  is_default: true,
  last_test: null,
  version: 3,
  created_at: '',
  updated_at: '',
  region: null,
  api_version: null,
  fallbacks: [],
  prices: {},
} as unknown as Provider

test('only a kind that has a region sends one', () => {
  expect(bodyOf(BEDROCK, draftOf(BEDROCK))).toMatchObject({ region: 'us-east-1', base_url: null })
  expect(bodyOf(OLLAMA, draftOf(OLLAMA))).not.toHaveProperty('region')
})

test('a kind fills the form, and nothing typed sends nothing', () => {
  expect(bodyOf(OLLAMA, draftOf(OLLAMA))).toEqual({
    slug: 'ollama',
    name: 'Ollama',
    kind: 'ollama',
    base_url: 'http://127.0.0.1:11434/v1',
    secret: null,
    default_model: null,
    models: [],
  })
})

test('a change sends only what differs, and the key only when another was typed', () => {
  const draft = draftFrom(STORED)
  expect(changeOf(STORED, draft)).toEqual({ version: 3 })
  expect(changeOf(STORED, { ...draft, name: 'New ', models: 'a\n\n c,a' })).toEqual({
    version: 3,
    name: 'New',
    models: ['a', 'c'],
  })
  expect(changeOf(STORED, { ...draft, secret: ' sk-2 ' })).toEqual({ version: 3, secret: 'sk-2' })
  expect(changeOf(STORED, { ...draft, secret: '' })).toEqual({ version: 3, secret: null })
})

test('a provider without a key gets one only when one is typed', () => {
  const keyless = { ...STORED, has_secret: false, secret_hint: '' }
  expect(changeOf(keyless, draftFrom(keyless))).toEqual({ version: 3 })
})

test('lines and commas part the models', () => {
  expect(linesOf(' a, b\n\nc ,')).toEqual(['a', 'b', 'c'])
})

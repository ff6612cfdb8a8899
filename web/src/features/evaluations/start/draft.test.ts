import { expect, test } from 'vitest'
import { newDraft, scorerOf } from './draft'

const draft = newDraft()

test('only what belongs to the type is sent', () => {
  const typed = { ...draft, pattern: 'x', criteria: 'y', model: 'openai:gpt', tolerance: '2', path: 'total' }
  expect(scorerOf(typed)).toEqual({ type: 'contains', path: 'total' })
  expect(scorerOf({ ...typed, type: 'numeric', weight: '2' })).toEqual({
    type: 'numeric',
    path: 'total',
    tolerance: 2,
    weight: 2,
  })
  expect(scorerOf({ ...typed, type: 'judge' })).toEqual({ type: 'judge', criteria: 'y', model: 'openai:gpt' })
  expect(scorerOf({ ...typed, type: 'similarity' })).toMatchObject({ method: 'embeddings' })
})

test('lines become texts, and what cannot be read says so', () => {
  expect(scorerOf({ ...draft, values: 'a\n\n b \n' })).toEqual({ type: 'contains', values: ['a', ' b '] })
  expect(() => scorerOf({ ...draft, weight: 'much' })).toThrow('The weight is a number')
  for (const json_schema of ['', '[]', 'null', '{']) {
    expect(() => scorerOf({ ...draft, type: 'json_schema', json_schema })).toThrow('JSON object')
  }
})

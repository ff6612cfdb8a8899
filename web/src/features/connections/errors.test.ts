import { expect, test } from 'vitest'
import { Problem } from '@/api/problem'
import { fieldErrors } from './errors'

function problem(document: Record<string, unknown>): Problem {
  return new Problem(422, 'No', String(document.detail ?? ''), [], null, document)
}

test('what is wrong with a field stands at the field', () => {
  const errors = [
    { path: 'body.secret', message: 'Value error, a secret has only ASCII letters' },
    { path: 'body.models.0', message: 'String should have at least 1 character' },
    { path: 'body.surprise', message: 'Extra inputs are not permitted' },
  ]
  expect(fieldErrors(problem({ errors }))).toEqual({
    secret: 'A secret has only ASCII letters.',
    models: 'It should have at least 1 character.',
  })
})

test('a slug that is taken and an address out of reach are about their fields', () => {
  expect(fieldErrors(problem({ type: '/problems/slug-taken', detail: 'Taken.' }))).toEqual({ slug: 'Taken.' })
  expect(fieldErrors(problem({ type: '/problems/address-refused', detail: 'No.' }))).toEqual({
    base_url: 'No.',
  })
  expect(fieldErrors(problem({ type: '/problems/forbidden', detail: 'No.' }))).toEqual({})
  expect(fieldErrors(null)).toEqual({})
})

import { expect, test } from 'vitest'
import { bodyOf, changeOf, draftOf, errorsOf, newDraft } from './draft'
import type { Annotator, Kind } from './types'

const KIND: Kind = {
  kind: 'presidio',
  label: 'Presidio analyzer',
  help: '',
  usual_url: 'http://127.0.0.1:5002',
  labels: ['pii'],
  needs_model: false,
  takes_language: true,
}

test('a new one has what its kind needs, and no secret unless one is typed', () => {
  const draft = newDraft(KIND)
  expect(errorsOf(draft)).toEqual({})
  const body = bodyOf(draft, KIND)
  expect(body).toMatchObject({
    slug: 'presidio',
    labels: ['pii'],
    options: { language: 'en' },
    timeout_seconds: 2,
  })
  expect(body).not.toHaveProperty('secret')
  expect(bodyOf({ ...draft, secret: ' s ' }, KIND).secret).toBe('s')
})

test('what makes no sense is said before it is sent', () => {
  const wrong = errorsOf({ ...newDraft(KIND), slug: ' ', url: '', directions: [], seconds: 'soon' })
  expect(Object.keys(wrong).sort()).toEqual(['directions', 'slug', 'timeout_seconds', 'url'])
})

test('a change keeps the secret unless it is replaced, and empty takes it away', () => {
  const row = {
    slug: 'presidio',
    url: 'http://127.0.0.1:5002',
    has_secret: true,
    options: { model: null, language: 'de', least_score: 0.7 },
    labels: ['pii'],
    directions: ['input'],
    timeout_seconds: 1,
    fail_mode: 'open',
    streams: 'window',
    enabled: true,
    version: 3,
  } as unknown as Annotator
  const draft = draftOf(row)
  expect(changeOf(draft, row)).not.toHaveProperty('secret')
  expect(changeOf({ ...draft, secret: '' }, row).secret).toBeNull()
  expect(changeOf(draft, row).options).toEqual({ language: 'de', least_score: 0.7 })
})

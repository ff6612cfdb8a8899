import { expect, test } from 'vitest'
import { nextPage } from './next-page'

test('a page of ours is gone back to', () => {
  expect(nextPage('/deployments?sort=name#x')).toBe('/deployments?sort=name#x')
  expect(nextPage('/')).toBe('/')
})

test.each([
  undefined,
  '',
  'deployments',
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '/a\\b',
])('%s is none of ours', (wanted) => expect(nextPage(wanted)).toBe('/'))

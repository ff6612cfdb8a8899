import { expect, test } from 'vitest'
import { between, cost, score, scorerWords, signed, written } from './words'

test('what is not known is a dash, and small amounts keep their digits', () => {
  expect(score(null)).toBe('–')
  expect(between(null)).toBe('')
  expect(between([0.5, 0.75])).toBe('0.50 to 0.75')
  expect(signed(-0.25)).toBe('−0.250')
  expect(cost({ cost_usd: '0.00042', unpriced: 0 })).toBe('$0.00042')
  expect(cost({ cost_usd: '1.5', unpriced: 0 })).toBe('$1.50')
  expect(cost({ cost_usd: '1.5', unpriced: 2 })).toBe('not known')
})

test('what was said before is written with who said it', () => {
  const messages = [
    { role: 'user', content: 'Hello' },
    { role: 'assistant', content: 'Hello.' },
  ]
  expect(written({ messages })).toBe('user: Hello\n\nassistant: Hello.')
  expect(written({ a: 1 })).toBe('{\n  "a": 1\n}')
  expect(written('plain')).toBe('plain')
})

test('a scorer is named with what it looks at', () => {
  const scorer = { type: 'numeric', path: 'total', weight: 2 } as Parameters<typeof scorerWords>[0]
  expect(scorerWords(scorer)).toBe('Number of total × 2')
})

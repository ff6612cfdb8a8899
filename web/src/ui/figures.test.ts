import { expect, test } from 'vitest'
import { axisMoney, count, delta, money, share } from './figures'

test('counts keep their digits until there are too many', () => {
  expect([0, 9_999, 10_000, 1_234_567].map(count)).toEqual(['0', '9,999', '10K', '1.2M'])
})

test('money that is less than a cent is not nothing', () => {
  expect([0, 0.001, 1.5, 12_345.6].map(money)).toEqual(['$0.00', '< $0.01', '$1.50', '$12.3K'])
  expect([0, 0.0025, 0.25, 1_500].map(axisMoney)).toEqual(['$0', '$0.0025', '$0.25', '$1.5K'])
})

test('shares are percentages', () => {
  expect([0, 0.0004, 0.0512, 1].map(share)).toEqual(['0 %', '< 0.1 %', '5.1 %', '100 %'])
})

test('a change is a direction and an amount, or nothing to compare with', () => {
  expect(delta(3)).toEqual({ way: 'up', amount: '3' })
  expect(delta(-12.5, ' %')).toEqual({ way: 'down', amount: '12.5 %' })
  expect(delta(0)).toEqual({ way: 'flat', amount: '0' })
  expect(delta(null, ' %')).toBeNull()
})

import { expect, test } from 'vitest'
import { figure } from './figures'

test('each gate has its unit, and what is not known is a dash', () => {
  expect(figure('errors', 0.0125)).toBe('1.3%')
  expect(figure('latency', 1234.5)).toBe('1,235 ms')
  expect(figure('cost', 0.00123)).toBe('$0.00123')
  expect(figure('violations', null)).toBe('–')
})

import { expect, test } from 'vitest'
import type { Strategy } from '@/api/gen'
import { drafted, strategyOf, told } from './strategy'

const CANARY: Strategy = {
  kind: 'canary',
  steps: [10, 50, 100],
  bake_seconds: 90,
  few_calls: 'wait',
  smoke: 'Hello?',
  gates: {
    min_calls: 20,
    error_points: 5,
    violation_points: null,
    latency_ratio: 1.5,
    cost_ratio: 2,
    min_score: null,
  },
}

test('what the form shows is what it sends', () => {
  expect(strategyOf(drafted(CANARY))).toEqual(CANARY)
})

test('steps are read with signs and spaces, and only a canary has some', () => {
  const draft = { ...drafted(CANARY), steps: '5 %, 25%  100' }
  expect(strategyOf(draft).steps).toEqual([5, 25, 100])
  expect(strategyOf({ ...draft, kind: 'blue_green' }).steps).toEqual([100])
})

test('a line says what it does', () => {
  expect(told(CANARY)).toBe('By steps of 10 %, 50 %, 100 %, each watched for 1.5 minutes; first a smoke run')
})

import { expect, test } from 'vitest'
import { intentFacts } from './intent'

test('what a sentence says is named, with units, and what it leaves out is not there', () => {
  expect(
    intentFacts({
      model_text: 'llama-3.1 8B',
      model_id: 'llama-3.1-8b-instruct',
      instance_count: 2,
      budget_usd_per_hour: '20',
      region: null,
    }),
  ).toEqual([
    ['model', 'llama-3.1-8b-instruct'],
    ['instance count', '2'],
    ['budget', '$20.00 an hour'],
  ])
  expect(intentFacts(null)).toEqual([])
})

import { expect, test } from 'vitest'
import type { GenerationAnswer, RoundAnswer } from '@/api/gen'
import { after, type Writing } from './use-writing'

const NOTHING: Writing = { asking: null, busy: true, rounds: [], result: null, error: null }
const round = { number: 1, passed: false } as RoundAnswer

test('each try is added as it ends, and the result takes their place', () => {
  const asked = after(NOTHING, { type: 'STEP_STARTED', number: 1 })
  expect(asked.asking).toBe(1)
  const tried = after(asked, { type: 'STEP_FINISHED', round })
  expect([tried.asking, tried.rounds]).toEqual([null, [round]])
  const result = { status: 'passed', rounds: [round, round] } as GenerationAnswer
  const ended = after(tried, { type: 'RUN_FINISHED', result })
  expect([ended.busy, ended.result, ended.rounds.length]).toEqual([false, result, 2])
})

test('what broke off keeps what was tried', () => {
  const tried = after(NOTHING, { type: 'STEP_FINISHED', round })
  const broken = after(tried, { type: 'RUN_ERROR', message: 'The model failed.', code: 'model-failed' })
  expect([broken.busy, broken.rounds, broken.error?.detail]).toEqual([false, [round], 'The model failed.'])
})

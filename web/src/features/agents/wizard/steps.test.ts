import { expect, test } from 'vitest'
import type { Finding } from '../types'
import { missing, stepsOf } from './steps'

const [goal, does] = stepsOf('context')
const finding = (path: string, severity: Finding['severity'] = 'error'): Finding => ({
  code: 'x',
  severity,
  path,
  line: 1,
  column: 1,
  message: `About ${path}.`,
  hint: null,
})

test('a step waits for what it asks, and for nothing that later ones ask', () => {
  if (!goal || !does) throw new Error('There are steps.')
  const text = 'name: Hello\nremit:\n  type: context\n'
  const found = [finding('remit.slug'), finding('instructions'), finding('remit.tags', 'warning')]
  expect(missing(text, goal, found)).toEqual(['About remit.slug.'])
  expect(missing('remit: {type: context}', goal, [])).toEqual(['Give the agent a name.'])
  expect(missing(text, does, [])).toEqual(['Write what the agent is told.'])
  expect(missing('\t{', goal, [])[0]).toContain('cannot be read')
})

test('all types have the same six steps', () => {
  for (const type of ['function', 'api', 'orchestrator'] as const)
    expect(stepsOf(type).map(({ id }) => id)).toEqual(stepsOf('context').map(({ id }) => id))
})

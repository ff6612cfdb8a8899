import { expect, test } from 'vitest'
import { isOpen, offered } from './actions'
import type { Permission, Row, Verb } from './types'

const may = (action: Verb, reason: string | null = null): Permission => ({
  action,
  allowed: reason === null,
  reason,
  needs_approval: action === 'scale',
})
const model = { kind: 'model', may: [may('delete'), may('pause', 'It is paused.'), may('scale')] } as Row

test('what may be done comes in one order, with the reason why not', () => {
  expect(offered(model).map(({ verb, refusal }) => [verb, refusal])).toEqual([
    ['pause', 'It is paused.'],
    ['scale', null],
    ['delete', null],
  ])
  expect(offered(model)[1]?.needsApproval).toBe(true)
  expect([isOpen(model, 'scale'), isOpen(model, 'pause'), isOpen(model, 'restart')]).toEqual([
    true,
    false,
    false,
  ])
})

test('an agent is not scaled, a model is not updated, and nobody reviews what does not wait', () => {
  const all = [may('scale'), may('update'), may('decide', 'Nothing waits for approval.')]
  expect(offered({ kind: 'agent', may: all }).map(({ verb }) => verb)).toEqual(['update'])
  expect(offered({ kind: 'model', may: all }).map(({ verb }) => verb)).toEqual(['scale'])
  expect(offered({ kind: 'model', may: [may('decide')] }).map(({ verb }) => verb)).toEqual(['decide'])
})

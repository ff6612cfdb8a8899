import { describe, expect, it } from 'vitest'
import type { ChoicesAnswer } from '@/api/gen'
import { choiceOf, hostOf, missing, planBody } from './choice'

const CHOICES = {
  hosts: [
    { name: 'sagemaker', takes: ['model'], dry_run: true },
    { name: 'kubernetes', takes: ['model'], dry_run: true },
    { name: 'local', takes: ['agent', 'file'], dry_run: false },
  ],
  environments: [
    { name: 'dev', refusal: null, needs_approval: false },
    { name: 'prod', refusal: 'Not yours.', needs_approval: true },
  ],
} as unknown as ChoicesAnswer

describe('a choice', () => {
  it('goes to the usual host unless one that takes it is chosen', () => {
    expect(hostOf(CHOICES, choiceOf({ kind: 'model' }))).toBe('sagemaker')
    expect(hostOf(CHOICES, choiceOf({ kind: 'model', host: 'kubernetes' }))).toBe('kubernetes')
    expect(hostOf(CHOICES, choiceOf({ kind: 'agent', host: 'kubernetes' }))).toBe('local')
  })

  it('leaves to the server what was not chosen, and what the host has not', () => {
    const search = {
      kind: 'model',
      name: 'm',
      env: 'dev',
      host: 'kubernetes',
      region: 'eu-west-1',
      budget: '7.50',
    }
    expect(planBody(CHOICES, choiceOf(search))).toMatchObject({
      model: 'm',
      env: 'dev',
      host: 'kubernetes',
      region: null,
      instance_count: null,
      budget_usd_per_hour: '7.50',
    })
    expect(planBody(CHOICES, choiceOf({ name: 'hello', env: 'dev', count: '3' }))).toEqual({
      agent: 'hello',
      env: 'dev',
      host: 'local',
    })
  })

  it('says what is missing at each step', () => {
    expect(missing('what', choiceOf({}), CHOICES)).toEqual(['Choose an agent.'])
    expect(missing('where', choiceOf({ env: 'prod' }), CHOICES)).toEqual(['Not yours.'])
    expect(missing('where', choiceOf({ env: 'moon' }), CHOICES)).toEqual(['Choose an environment.'])
    const wild = choiceOf({ kind: 'model', count: '0', context: 'many', budget: '0.00' })
    expect(missing('size', wild, CHOICES)).toHaveLength(3)
    expect(missing('size', choiceOf({ kind: 'model', budget: '0.05' }), CHOICES)).toEqual([])
  })
})

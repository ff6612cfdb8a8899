import { describe, expect, it } from 'vitest'
import { refsIn } from './begin'
import { seconds, smallUsd } from './facts'
import { complete, matching, mentionAt } from './mentions'

describe('a mention', () => {
  it('is what follows the last @ before the caret', () => {
    expect(mentionAt('Hello @he', 9)).toEqual({ at: 6, typed: 'he' })
    expect(mentionAt('@', 1)).toEqual({ at: 0, typed: '' })
    expect(mentionAt('(@He', 4)).toEqual({ at: 1, typed: 'he' })
  })

  it('is none in an address, after a space, or elsewhere', () => {
    for (const text of ['me@he', 'a @he llo', 'nothing']) expect(mentionAt(text, text.length)).toBeNull()
  })

  it('is found at the end of 200 kB at once', () => {
    const text = `${'x '.repeat(100_000)}@he`
    expect(mentionAt(text, text.length)?.typed).toBe('he')
  })

  it('finds the handles that begin like it first', () => {
    expect(matching(['the-desk', 'desk-dev', 'other'], 'desk')).toEqual(['desk-dev', 'the-desk'])
  })

  it('is written out with a space after it', () => {
    expect(complete('Hi @he you', { at: 3, typed: 'he' }, 'hello-dev')).toEqual({
      text: 'Hi @hello-dev you',
      caret: 14,
    })
    expect(complete('@h', { at: 0, typed: 'h' }, 'hello').text).toBe('@hello ')
  })
})

it('small costs keep two digits that matter', () => {
  expect(['0', '0.00000276', '0.0012345', '0.5', '12.345'].map(smallUsd)).toEqual([
    '$0',
    '$0.0000028',
    '$0.0012',
    '$0.50',
    '$12.35',
  ])
})

it('times have units', () => {
  expect([12.4, 999, 1500].map(seconds)).toEqual(['12 ms', '999 ms', '1.5 s'])
})

it('an address names at most eight, each once, and nothing else', () => {
  expect(refsIn('dep_a,agent_b,dep_a,<script>,x')).toEqual(['dep_a', 'agent_b'])
  expect(refsIn(Array.from({ length: 12 }, (_, n) => `dep_${n}`).join(','))).toHaveLength(8)
  expect(refsIn(undefined)).toEqual([])
})

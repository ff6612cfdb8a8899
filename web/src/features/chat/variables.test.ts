import { describe, expect, it } from 'vitest'
import { asksFor, given, lacking, type Variable, wrongWith } from './variables'

const variable = (name: string, more: Partial<Variable> = {}): Variable => ({
  name,
  type: 'string',
  required: true,
  default: null,
  choices: [],
  max_length: 5,
  description: '',
  ...more,
})

describe('what agents ask of whoever talks to them', () => {
  it('is asked once of several agents, and must be given where one of them needs it', () => {
    const one = { variables: [variable('city', { required: false })] }
    const other = { variables: [variable('city'), variable('days', { type: 'integer' })] }
    const asked = asksFor([one, other] as never)
    expect(asked.map(({ name, required }) => [name, required])).toEqual([
      ['city', true],
      ['days', true],
    ])
  })

  it('is sent as its type has it, and left out where nothing was filled in', () => {
    const asked = [
      variable('city'),
      variable('days', { type: 'integer' }),
      variable('metric', { type: 'boolean' }),
      variable('tone'),
    ]
    const typed = { city: 'Oslo', days: '3', metric: false, tone: '', gone: 'x' }
    expect(given(asked, typed)).toEqual({ city: 'Oslo', days: 3, metric: false })
  })

  it('says what is missing and what is wrong before anything is sent', () => {
    const asked = [variable('city'), variable('days', { type: 'integer', required: false })]
    expect(lacking(asked, {})).toBe('Fill in city first')
    expect(lacking(asked, { city: 'Oslo' })).toBeNull()
    expect(lacking(asked, { city: 'Oslo', days: '1.5' })).toBe('Look at days first')
    expect(wrongWith(variable('city'), 'Trondheim')).toBe('It has at most 5 characters.')
    expect(wrongWith(variable('n', { type: 'number' }), 'many')).toBe('This is no number.')
  })
})

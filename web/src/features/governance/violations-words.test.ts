import { describe, expect, it } from 'vitest'
import { chosen, labelWords, SEVERITY_ORDER, subjectName, where } from './violations-words'

describe('the words of violations', () => {
  it('names a label by its family and kind', () => {
    expect(labelWords('secret.private_key')).toBe('Secret (private key)')
    expect(labelWords('canary')).toBe('Mark of the instructions')
    expect(labelWords('toxic.very.much')).toBe('toxic (very.much)')
  })

  it('reads what an address chooses, in order, and leaves out what there is not', () => {
    expect(chosen('low,critical,worst', SEVERITY_ORDER)).toEqual(['critical', 'low'])
    expect(chosen(undefined, SEVERITY_ORDER)).toEqual([])
  })

  it('calls a subject by its name, or by its id', () => {
    expect(subjectName({ subject: 'deployment:dep_1', subject_name: 'hello' })).toBe('hello')
    expect(subjectName({ subject: 'deployment:dep_1', subject_name: null })).toBe('dep_1')
  })

  it('says where in a call something was', () => {
    expect(where('output')).toBe('in the answer')
    expect(where('')).toBeNull()
  })
})

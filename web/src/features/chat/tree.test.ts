import { describe, expect, it } from 'vitest'
import { lastQuestion, type Thread, turnsOf, withMessage, withNewest, withOlder, withTurn } from './tree'
import type { Message, Turn } from './types'

function message(id: string, parent_id: string | null, changes: Partial<Message> = {}): Message {
  return {
    id,
    parent_id,
    role: 'assistant',
    participant_id: 'one',
    to: [],
    content: id,
    status: 'complete',
    problem: null,
    agent: null,
    model: null,
    provider: null,
    demo: false,
    input_tokens: null,
    output_tokens: null,
    cost_usd: null,
    price_as_of: null,
    duration_ms: null,
    first_token_ms: null,
    call_id: null,
    request_id: null,
    tools: [],
    run_id: null,
    citations: [],
    variables: {},
    alternatives: [id],
    on_branch: true,
    created_at: '2026-11-21T00:00:00Z',
    ...changes,
  }
}
const question = (id: string, parent: string | null, changes: Partial<Message> = {}) =>
  message(id, parent, { role: 'user', participant_id: null, ...changes })
const beside = (id: string, parent: string, changes: Partial<Message> = {}) =>
  message(id, parent, { participant_id: 'two', on_branch: false, ...changes })
const thread: Thread = {
  items: [
    question('q1', null),
    message('a1', 'q1'),
    beside('b1', 'q1'),
    question('q2', 'a1'),
    message('a2', 'q2'),
  ],
  next: null,
}
const ids = ({ items }: Thread) => items.map(({ id }) => id)
const turn = (changes: Partial<Turn>): Turn => ({
  question: null,
  answers: [],
  title: '',
  leaf_id: '',
  ...changes,
})

describe('turns', () => {
  it('hold a question with its answers side by side', () => {
    const turns = turnsOf(thread.items)
    expect(turns.map(({ id, answers }) => [id, answers.map((each) => each.id)])).toEqual([
      ['q1', ['a1', 'b1']],
      ['q2', ['a2']],
    ])
  })

  it('may begin with answers whose question is on the page before', () => {
    const [first] = turnsOf(thread.items.slice(1))
    expect(first).toMatchObject({ id: 'q1', question: null })
    expect(first?.answers).toHaveLength(2)
  })

  it('keep their columns when one is asked again', () => {
    const again = message('z9', 'q1', { alternatives: ['a1', 'z9'] })
    const [first] = turnsOf([question('q1', null, { to: ['one', 'two'] }), beside('b1', 'q1'), again])
    expect(first?.answers.map(({ id }) => id)).toEqual(['z9', 'b1'])
  })
})

describe('a turn that begins', () => {
  it('comes at the end', () => {
    const begun = turn({ question: question('q3', 'a2'), answers: [message('a3', 'q3')], leaf_id: 'a3' })
    expect(ids(withTurn(thread, begun))).toEqual([...ids(thread), 'q3', 'a3'])
  })

  it('takes the place of what was edited, and of all that followed', () => {
    const begun = turn({ question: question('q2x', 'a1'), answers: [message('a2x', 'q2x')], leaf_id: 'a2x' })
    expect(ids(withTurn(thread, begun))).toEqual(['q1', 'a1', 'b1', 'q2x', 'a2x'])
  })

  it('leaves nothing before it when it edits the first', () => {
    const begun = turn({ question: question('q1x', null), answers: [message('a1x', 'q1x')], leaf_id: 'a1x' })
    expect(withTurn({ ...thread, next: 'older' }, begun)).toMatchObject({ next: null })
    expect(ids(withTurn(thread, begun))).toEqual(['q1x', 'a1x'])
  })

  it('asks again for an answer of the branch, which then ends there', () => {
    const begun = turn({ answers: [message('a1x', 'q1')], leaf_id: 'a1x' })
    expect(ids(withTurn(thread, begun))).toEqual(['q1', 'a1x', 'b1'])
  })

  it('asks again for an answer beside it, and the branch goes on', () => {
    const begun = turn({ answers: [beside('b1x', 'q1')], leaf_id: 'a2' })
    expect(ids(withTurn(thread, begun))).toEqual(['q1', 'a1', 'b1x', 'q2', 'a2'])
  })
})

describe('pages', () => {
  const older: Thread = { items: [question('q0', null), message('a0', 'q0')], next: 'more' }

  it('come before what is loaded', () => {
    const both = withOlder(thread, older)
    expect([ids(both).slice(0, 3), both.next]).toEqual([['q0', 'a0', 'q1'], 'more'])
  })

  it('read anew keep the older ones where the two meet', () => {
    const newest: Thread = { items: [...thread.items, question('q3', 'a2')], next: 'a0' }
    const both = withNewest(withOlder(thread, older), newest)
    expect([ids(both), both.next]).toEqual([['q0', 'a0', ...ids(newest)], 'more'])
  })

  it('read anew replace what they do not meet', () => {
    const elsewhere: Thread = { items: [question('q9', 'a8')], next: 'a8' }
    expect(withNewest(thread, elsewhere)).toBe(elsewhere)
    expect(withNewest(undefined, elsewhere)).toBe(elsewhere)
  })
})

it('a message that changes keeps its place beside the branch', () => {
  const after = withMessage(thread, message('b1', 'q1', { content: 'said', on_branch: true }))
  expect(after.items[2]).toMatchObject({ content: 'said', on_branch: false })
  expect(after.items[1]).toBe(thread.items[1])
})

it('the last question is the person’s own', () => {
  expect(lastQuestion(thread.items)?.id).toBe('q2')
  expect(lastQuestion([])).toBeNull()
})

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { setField } from './edit'
import {
  formField,
  PATHS,
  readFields,
  renamePair,
  setInstructions,
  setName,
  setNumber,
  setPair,
  setTags,
  setText,
} from './fields'

const HELLO = readFileSync(new URL('../../../../../examples/hello.yaml', import.meta.url), 'utf8')
const LIBRARY = new URL('../../../../../src/remit/lifecycle/agents/library/', import.meta.url)
const template = (name: string) => readFileSync(new URL(`${name}.yaml`, LIBRARY), 'utf8')

/** The lines of a text that another has not. */
function gone(before: string, after: string): string[] {
  const kept = new Set(after.split('\n'))
  return before.split('\n').filter((line) => !kept.has(line))
}

test('changing a field changes its line and nothing else', () => {
  const after = setText(HELLO, PATHS.name, 'Good morning: 👋 # not a comment')
  expect(gone(HELLO, after)).toEqual(['name: hello'])
  expect(gone(after, HELLO)).toEqual(['name: "Good morning: 👋 # not a comment"'])
  expect(parse(after).name).toBe('Good morning: 👋 # not a comment')
})

test('the comment behind a value stays behind it', () => {
  const after = setNumber(HELLO, PATHS.budget, '2.5')
  expect(after).toContain('budget_usd_per_hour: 2.5 # the most that a deployment may spend in an hour')
  expect(gone(HELLO, after)).toHaveLength(1)
})

test('instructions of several lines are written as a block, with everything round them kept', () => {
  const said = 'You are {{assistant}}, {{tone}}.\n\n  - indented: yes\n# no comment\nThe end.'
  const after = setInstructions(HELLO, null, said)
  expect(parse(after).instructions).toBe(`${said}\n`)
  expect(readFields(after)?.instructions).toEqual([said])
  expect(after).toContain('# Without a line `model:` the agent uses')
  expect(after).toContain('# How the model is asked. All of these are optional.')
  expect(setInstructions(after, null, readFields(HELLO)?.instructions[0] ?? '')).toBe(HELLO)
})

test('one line of instructions becomes many and one again', () => {
  const one = 'name: a\ninstructions: Greet. # kindly\n\n# the rest\nremit:\n  type: context\n'
  const many = setInstructions(one, null, 'Greet.\nSay goodbye.')
  expect(many).toBe(
    'name: a\ninstructions: | # kindly\n  Greet.\n  Say goodbye.\n\n# the rest\nremit:\n  type: context\n',
  )
  expect(setInstructions(many, null, 'Greet.')).toBe(one)
})

test('one of several instructions is edited in place', () => {
  const before =
    '# Two rules\nname: a\ninstructions:\n  - Greet.\n  - Say goodbye.\nmodel_settings:\n  temperature: 0.1\nremit:\n  type: context\n'
  expect(readFields(before)?.instructions).toEqual(['Greet.', 'Say goodbye.'])
  const after = setInstructions(before, 1, 'The rules:\n1. Be kind.')
  expect(parse(after).instructions).toEqual(['Greet.', 'The rules:\n1. Be kind.\n'])
  expect(after.startsWith('# Two rules\n')).toBe(true)
  expect(after).toContain('\nmodel_settings:\n  temperature: 0.1\n')
})

test('new fields go where they belong, below what is above them', () => {
  const after = setText(setNumber(HELLO, PATHS.maxTokens, '500'), PATHS.model, 'openai:gpt-4o-mini')
  expect(after).toContain('name: hello\nmodel: openai:gpt-4o-mini\n')
  expect(parse(after).model_settings).toEqual({ temperature: 0.2, max_tokens: 500 })
  const bare = 'name: a\ninstructions: x\nremit:\n  type: context\n'
  expect(setNumber(bare, PATHS.temperature, '0')).toBe(
    'name: a\ninstructions: x\nmodel_settings:\n  temperature: 0\nremit:\n  type: context\n',
  )
  expect(setTags(bare, 'a-b, c')).toBe(`${bare.trimEnd()}\n  tags: [a-b, c]\n`)
  expect(setPair(bare, PATHS.variables, 'who', 'Ada')).toBe(`${bare.trimEnd()}\n  variables:\n    who: Ada\n`)
})

test('blocks that are not there yet are made, and everything else stays as it is written', () => {
  const before =
    'name:   a   # mine\ninstructions: |   # kindly\n  Greet {{who}}.\nremit:\n    type:  context\n'
  const after = setPair(before, PATHS.variables, 'who', 'Ada')
  expect(after).toBe(`${before}    variables:\n      who: Ada\n`)
  expect(setPair(after, PATHS.variables, 'who', undefined)).toBe(before)
  const warm = setNumber(before, PATHS.temperature, '0.5')
  expect(gone(before, warm)).toEqual([])
  expect(setNumber(warm, PATHS.temperature, '')).toBe(before)
})

test('emptying a field takes its line out, and a block with its last field', () => {
  const after = setNumber(setNumber(HELLO, PATHS.temperature, ''), PATHS.maxTokens, '')
  expect(parse(after).model_settings).toBeUndefined()
  expect(after).toContain('# What Remit adds to the agent.\nremit:\n')
  const without = setPair(
    setPair(HELLO, PATHS.variables, 'assistant', undefined),
    PATHS.variables,
    'tone',
    undefined,
  )
  expect(parse(without).remit).toEqual({
    type: 'context',
    slug: 'hello',
    description: 'Welcomes people and answers in a few sentences.',
    budget_usd_per_hour: 0.5,
    tags: ['example'],
  })
})

test('variables are renamed where they stand, and given values', () => {
  const after = setPair(
    renamePair(HELLO, PATHS.variables, 'assistant', 'who is it'),
    PATHS.variables,
    'tone',
    'brief\nand kind',
  )
  expect(Object.entries(parse(after).remit.variables)).toEqual([
    ['who is it', 'Ada'],
    ['tone', 'brief\nand kind'],
  ])
  expect(renamePair(HELLO, PATHS.variables, 'assistant', 'tone')).toBe(HELLO)
  expect(renamePair(HELLO, PATHS.variables, 'gone', 'other')).toBe(HELLO)
})

test('unknown fields stay, and the form says that they are there', () => {
  const before = `${HELLO}retries: 2 # of an answer\nmetadata:\n  owner: ada\nmodel_setings: {}\n`
  const after = setText(before, PATHS.description, 'Other.')
  expect(after).toContain('retries: 2 # of an answer\nmetadata:\n  owner: ada\nmodel_setings: {}\n')
  expect(readFields(after)?.others).toEqual(['retries', 'metadata', 'model_setings'])
})

test('what is written in one line is edited too, with its comments', () => {
  const flow = '# mine\nname: a\ninstructions: x\nremit: {type: context, tags: [a]} # all of it\n'
  const after = setTags(setText(flow, PATHS.description, 'Does: this'), 'b c')
  expect(parse(after).remit).toEqual({ type: 'context', tags: ['b', 'c'], description: 'Does: this' })
  expect(after).toContain('# mine')
  expect(after).toContain('# all of it')
})

test('a number that is none yet is written as it is typed', () => {
  expect(parse(setNumber(HELLO, PATHS.temperature, 'warm')).model_settings.temperature).toBe('warm')
  expect(parse(setNumber(HELLO, PATHS.temperature, '1.')).model_settings.temperature).toBe('1.')
})

test('a text that is no YAML is left alone', () => {
  for (const text of ['name: "a', '- a list', 'name: a\n\tb: c']) {
    expect(readFields(text)).toBeNull()
    expect(setText(text, PATHS.name, 'b')).toBe(text)
  }
  expect(setText('', PATHS.name, 'b').trim()).toBe('name: b')
})

const ODD = [
  'yes',
  '12:30',
  '0x1f',
  'null',
  '- a',
  '{{who}}',
  ' padded ',
  '"',
  "'",
  '#',
  'a: b',
  '@',
  '%',
  '\t',
  '\\',
  'מרחבא 👋',
  '<script>',
]

test.each([...ODD, ...ODD.map((text) => `first\n${text}\nlast`)])(
  '%j is written so that it reads back',
  (text) => {
    for (const source of [HELLO, template('sql-explainer'), 'name: a\n'])
      for (const path of [PATHS.name, PATHS.description, PATHS.instructions]) {
        const value = text.includes('\n') ? `${text}\n` : text
        const after = setField(source, path, value)
        const read = path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], parse(after))
        expect(read).toBe(value)
        if (source === HELLO) expect(after).toContain('type: context            # instructions')
      }
  },
)

test('a slug that only the template gave goes with its name, one that was chosen stays', () => {
  const text = template('sql-explainer')
  const renamed = setName(text, 'Query reader', 'sql-explainer')
  expect(readFields(renamed)).toMatchObject({ name: 'Query reader', slug: '' })
  expect(gone(text, renamed)).toEqual(['name: SQL explainer', '  slug: sql-explainer'])
  const chosen = setText(text, PATHS.slug, 'my-own')
  expect(readFields(setName(chosen, 'Query reader', 'sql-explainer'))?.slug).toBe('my-own')
  expect(readFields(setName(text, 'Query reader', null))?.slug).toBe('sql-explainer')
})

test('a place of the file is shown in one field of the form, or in none', () => {
  expect(formField('remit.tags[3]')).toBe('remit.tags')
  expect(formField('remit.variables.who')).toBe('remit.variables')
  expect(formField('model')).toBe('model')
  expect(formField('model_settings.top_p')).toBeNull()
  expect(formField('remit')).toBeNull()
})

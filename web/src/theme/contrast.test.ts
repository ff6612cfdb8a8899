import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { contrast } from './contrast'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')

function tokens(selector: string): Record<string, string> {
  const block = css.match(new RegExp(`${selector} \\{([^}]*)\\}`))?.[1] ?? ''
  return Object.fromEntries(
    [...block.matchAll(/--([a-z0-9-]+): (#[0-9a-f]{6});/g)].map(([, name, hex]) => [name, hex]),
  )
}

const TEXT = [
  ...['bg', 'surface', 'raised'].flatMap((ground) => [`text on ${ground}`, `muted on ${ground}`]),
  ...['ok', 'info', 'warn', 'bad', 'idle'].flatMap((tone) => [
    `${tone} on ${tone}-tint`,
    `${tone} on surface`,
  ]),
  ...['ok', 'info', 'warn', 'bad', 'idle'].map((tone) => `text on ${tone}-tint`),
  'accent on surface',
  'accent on bg',
  'accent on raised',
  'accent-text on accent',
  'danger-text on danger',
]
const EDGES = [
  ...[1, 2, 3, 4, 5].map((at) => `chart-${at} on surface`),
  'edge on surface',
  'edge on bg',
  'ring on bg',
  'ring on surface',
  'ring on raised',
]

describe.each([
  ['light', tokens(':root')],
  ['dark', tokens('\\.dark')],
])('%s', (_name, colours) => {
  const ratio = (pair: string) => {
    const [front = '', ground = ''] = pair.split(' on ').map((token) => colours[token])
    return contrast(front, ground)
  }
  test.each(TEXT)('%s can be read', (pair) => expect(ratio(pair)).toBeGreaterThanOrEqual(4.5))
  test.each(EDGES)('%s can be seen', (pair) => expect(ratio(pair)).toBeGreaterThanOrEqual(3))
})

test('contrast is 21 for black on white and 1 for a colour on itself', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
  expect(contrast('#2559bf', '#2559bf')).toBe(1)
})

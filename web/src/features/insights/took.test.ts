import { expect, it } from 'vitest'
import { took } from './took'

it('says how long something took', () => {
  expect([null, 0.42, 12.6, 1500, 90_000, 7_200_000, 172_800_000].map(took)).toEqual([
    '–',
    '0.4 ms',
    '13 ms',
    '1.5 s',
    '1.5 min',
    '2.0 h',
    '2.0 d',
  ])
})

import { expect, test } from 'vitest'
import { searched } from './search'

const action = (label: string, onSearch = true) => ({ id: label, label, onSearch, run: () => {} })
const groups = [
  { name: 'Everywhere', actions: [action('Type a command', false)] },
  {
    name: 'Deployments',
    actions: [
      action('Pause chatbot-x-staging'),
      action('Delete chatbot-x-staging'),
      action('Pause shop-prod'),
    ],
  },
]
const labels = (text: string) => searched(groups, text).map(({ label }) => label)

test('every word that is typed has to stand in the label, in any order and case', () => {
  expect(labels('pause chatbot')).toEqual(['Pause chatbot-x-staging'])
  expect(labels('CHATBOT  pau')).toEqual(['Pause chatbot-x-staging'])
  expect(labels('pause')).toEqual(['Pause chatbot-x-staging', 'Pause shop-prod'])
})

test('nothing is found before two letters are typed, nor what the palette lists anyway', () => {
  expect(labels('  ')).toEqual([])
  expect(labels(' p ')).toEqual([])
  expect(labels('command')).toEqual([])
})

test('a few are enough', () => {
  const many = [{ name: 'Many', actions: Array.from({ length: 50 }, (_, at) => action(`Pause ${at}`)) }]
  expect(searched(many, 'pause')).toHaveLength(12)
})

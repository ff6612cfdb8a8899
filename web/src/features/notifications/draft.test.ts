import { expect, test } from 'vitest'
import { bodyOf, errorsOf, newDraft } from './draft'

test('a mail needs a connection, and somebody who gets it', () => {
  expect(errorsOf(newDraft())).toEqual({
    name: 'Enter a name, such as Operations channel.',
    connection_id: 'Choose the connection that it goes over.',
  })
  const draft = { ...newDraft(), name: 'Us', connection: 'con_1', people: false, addresses: ' ' }
  expect(Object.keys(errorsOf(draft))).toEqual(['addresses'])
})

test('only what a channel has is sent', () => {
  const draft = { ...newDraft(), name: ' Hook ', channel: 'webhook' as const, url: 'https://a.example/x ' }
  const body = bodyOf(draft)
  expect(body).toMatchObject({ name: 'Hook', channel: 'webhook', url: 'https://a.example/x' })
  expect(body).not.toHaveProperty('people')
  expect(bodyOf({ ...draft, channel: 'mail', addresses: 'a@x.org, b@x.org' })).toMatchObject({
    addresses: ['a@x.org', 'b@x.org'],
    people: true,
  })
})

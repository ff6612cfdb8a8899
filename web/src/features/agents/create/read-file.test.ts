import { expect, test } from 'vitest'
import { readAgentFile } from './read-file'

test('a file is read as it is', async () => {
  expect(await readAgentFile(new File(['name: مرحبا\r\n'], 'a.yaml'), 100)).toEqual({
    text: 'name: مرحبا\r\n',
  })
})

test('what cannot be an agent file is refused with the reason', async () => {
  const refusal = async (parts: BlobPart[]) => (await readAgentFile(new File(parts, 'a.yaml'), 2_048)).refusal
  expect(await refusal(['x'.repeat(3_000)])).toBe('a.yaml has 3 kB: an agent file has at most 2 kB.')
  expect(await refusal([new Uint8Array([0xff, 0xfe])])).toBe(
    'a.yaml is not UTF-8 text: an agent file is YAML.',
  )
  expect(await refusal([' \n'])).toBe('a.yaml is empty.')
})

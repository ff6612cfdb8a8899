import { expect, it } from 'vitest'
import { readFiles } from './read-files'

const file = (name: string, content: BlobPart) => new File([content], name)

it('sends texts by name, and one archive', async () => {
  expect(await readFiles([file('a.yaml', 'name: ü'), file('b.md', '# B')])).toEqual({
    body: { files: { 'a.yaml': 'name: ü', 'b.md': '# B' } },
  })
  expect(await readFiles([file('a.zip', new Uint8Array([80, 75, 255]))])).toEqual({
    body: { archive: 'UEv/' },
  })
})

it('refuses what cannot be read', async () => {
  expect((await readFiles([file('a.zip', 'x'), file('b.yaml', 'x')])).refusal).toContain('one archive')
  expect((await readFiles([file('a.yaml', new Uint8Array([255, 254]))])).refusal).toContain('UTF-8')
  expect((await readFiles([file('a.yaml', 'x'.repeat(1_600_000))])).refusal).toContain('at most')
})

const MOST_BYTES = 1_500_000

type Body = { files?: Record<string, string>; archive?: string }
type Read = { body: Body; refusal?: undefined } | { body?: undefined; refusal: string }

/** Files that somebody chose, as they are sent to be looked at: texts by name, or one archive. */
export async function readFiles(files: readonly File[]): Promise<Read> {
  const size = files.reduce((sum, { size }) => sum + size, 0)
  if (size > MOST_BYTES) return { refusal: `Together they have ${Math.ceil(size / 1e6)} MB: 1.5 MB at most.` }
  const archive = files.find(({ name }) => name.endsWith('.zip'))
  if (archive && files.length > 1) return { refusal: 'Choose one archive, or files that are none.' }
  if (archive) return { body: { archive: base64(new Uint8Array(await archive.arrayBuffer())) } }
  const texts: Record<string, string> = {}
  for (const file of files) {
    try {
      texts[file.name] = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer())
    } catch {
      return { refusal: `${file.name} is not UTF-8 text.` }
    }
  }
  return { body: { files: texts } }
}

function base64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return btoa(text)
}

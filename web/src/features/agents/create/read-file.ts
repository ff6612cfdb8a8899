type Read = { text: string; refusal?: undefined } | { text?: undefined; refusal: string }

/** The text of a file that somebody chose, or why it cannot be an agent file. */
export async function readAgentFile(file: File, most: number | undefined): Promise<Read> {
  if (most !== undefined && file.size > most) {
    return {
      refusal: `${file.name} has ${Math.ceil(file.size / 1024)} kB: an agent file has at most ${most / 1024} kB.`,
    }
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer())
    return text.trim() === '' ? { refusal: `${file.name} is empty.` } : { text }
  } catch {
    return { refusal: `${file.name} is not UTF-8 text: an agent file is YAML.` }
  }
}

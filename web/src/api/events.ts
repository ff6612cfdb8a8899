/** An event as it comes over a stream; what else it holds depends on its type. */
export type StreamEvent = { type: string }

/** Reads server-sent events from a response's body; a comment (a ping) is none. */
export async function* readEvents<Event extends StreamEvent>(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<Event> {
  const reader = body.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader()
  let rest = ''
  try {
    while (true) {
      const { done, value } = await reader.read()
      if (done) return
      const frames = (rest + value).split('\n\n')
      rest = frames.pop() ?? ''
      for (const frame of frames) {
        const event = readFrame<Event>(frame)
        if (event) yield event
      }
    }
  } finally {
    // Leaving the stream is what tells the server that nobody listens any more.
    void reader.cancel().catch(() => undefined)
  }
}

export function readFrame<Event extends StreamEvent>(frame: string): Event | null {
  const data = frame
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(5).trimStart())
    .join('\n')
  return data === '' ? null : (JSON.parse(data) as Event)
}

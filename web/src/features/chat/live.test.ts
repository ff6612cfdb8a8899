import { expect, it } from 'vitest'
import { readEvents, readFrame } from '@/api/events'
import { hear, SILENT, take, tell } from './live'
import type { ChatEvent } from './types'

const on = { messageId: 'm', toolCallId: 't' }

it('an answer grows word by word, with its tools', () => {
  const events: ChatEvent[] = [
    { type: 'RUN_STARTED', messageId: 'm' },
    { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'Paris ' },
    { type: 'TOOL_CALL_START', ...on, toolCallName: 'look' },
    { type: 'TOOL_CALL_ARGS', ...on, delta: '{"a"' },
    { type: 'TOOL_CALL_ARGS', ...on, delta: ':1}' },
    { type: 'TOOL_CALL_END', ...on },
    { type: 'TOOL_CALL_RESULT', ...on, content: 'no', refused: true },
    { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'it is.' },
  ]
  expect(events.reduce(hear, SILENT)).toEqual({
    content: 'Paris it is.',
    tools: [{ id: 't', name: 'look', arguments: '{"a":1}', result: 'no', refused: true, approval_id: null }],
  })
})

it('what was said is taken over once', () => {
  tell({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'x', delta: 'a' })
  tell({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'x', delta: 'b' })
  expect(take('x').content).toBe('ab')
  expect(take('x')).toBe(SILENT)
})

it('a ping is no event', () => {
  expect(readFrame(': ping')).toBeNull()
})

it('events are read however the bytes are cut, half characters too', async () => {
  const text = 'data: {"type":"TEXT_MESSAGE_CONTENT","messageId":"m","delta":"مرحبا 🦉"}\n\n: ping\n\n'
  const bytes = new TextEncoder().encode(text + text)
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of bytes) controller.enqueue(new Uint8Array([byte]))
      controller.close()
    },
  })
  const found: ChatEvent[] = []
  for await (const event of readEvents<ChatEvent>(body)) found.push(event)
  expect(found.map((event) => 'delta' in event && event.delta)).toEqual(['مرحبا 🦉', 'مرحبا 🦉'])
})

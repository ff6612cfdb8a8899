import { setField } from '../document/edit'
import { PATHS, readRemit } from '../document/fields'
import type { Path } from '../document/splice'
import type { AgentType } from '../types'

const remit = (...names: string[]): Path[] => names.map((name) => ['remit', name])
const MODEL: readonly Path[] = [['model'], ['model_settings']]
const CONTRACT = [PATHS.input, PATHS.gives]

/** The fields of each type that not all of them have. */
const OWN: Readonly<Record<AgentType, readonly Path[]>> = {
  context: [
    ...MODEL,
    ['instructions'],
    ['retries'],
    ['output_schema'],
    ...remit('tools', 'variables', 'knowledge', 'canary', 'embeddings', 'max_tool_uses'),
  ],
  function: [
    ...MODEL,
    ...CONTRACT,
    ...remit('examples', 'code', 'services', 'timeout_seconds', 'tier', 'language'),
  ],
  api: [
    ...CONTRACT,
    ...remit('connection', 'method', 'path', 'query', 'body', 'response', 'sample', 'examples'),
  ],
  orchestrator: [...CONTRACT, ...remit('nodes', 'edges', 'output')],
}
const CLOSED = { type: 'object', additionalProperties: false, properties: {} }

/** The text as one of another type: what only other types have goes, and what this one needs is begun. */
export function withType(text: string, type: AgentType): string {
  const own = OWN[type].map(String)
  const others = Object.values(OWN)
    .flat()
    .filter((path) => !own.includes(String(path)))
  const plain = others.reduce((before, path) => setField(before, path, undefined), text)
  const typed = setField(plain, ['remit', 'type'], type)
  return CONTRACT.filter(
    (path) => own.includes(String(path)) && !(String(path[1]) in readRemit(typed)),
  ).reduce((before, path) => setField(before, path, CLOSED), typed)
}

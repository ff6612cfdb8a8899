import {
  autocompletion,
  type Completion,
  type CompletionContext,
  completionKeymap,
} from '@codemirror/autocomplete'
import type { Extension, Text } from '@codemirror/state'
import { hoverTooltip, keymap } from '@codemirror/view'
import { fieldAt, parentsAt, type Schema, schemaAt, siblingsAt, valuesOf } from './places'

/** Completion and explanations by the schema of the agent file. */
export function schemaHelp(schema: Schema): Extension {
  return [
    autocompletion({ override: [(context) => complete(schema, context)], icons: false }),
    keymap.of(completionKeymap),
    hoverTooltip((view, at) => {
      const line = view.state.doc.lineAt(at)
      const field = fieldAt(linesOf(view.state.doc), line.number - 1)
      const inside = field && at - line.from >= field.from && at - line.from <= field.to
      const known = inside ? schemaAt(schema, field.path) : null
      if (!field || !known?.description) return null
      return {
        pos: line.from + field.from,
        end: line.from + field.to,
        create: () => ({ dom: explanation(known) }),
      }
    }),
  ]
}

function linesOf(text: Text): string[] {
  return text.toJSON()
}

function explanation(schema: Schema): HTMLElement {
  const box = document.createElement('div')
  box.className = 'cm-explanation'
  const title = box.appendChild(document.createElement('strong'))
  title.textContent = schema.title ?? ''
  const words = box.appendChild(document.createElement('p'))
  words.textContent = schema.description ?? ''
  const values = valuesOf(schema)
  if (values.length > 0) {
    const example = box.appendChild(document.createElement('p'))
    example.textContent = `For example: ${values.join(', ')}`
  }
  return box
}

function complete(schema: Schema, context: CompletionContext) {
  const line = context.state.doc.lineAt(context.pos)
  const before = line.text.slice(0, context.pos - line.from)
  const lines = linesOf(context.state.doc)
  const name = /^(\s*)([\w$-]*)$/.exec(before)
  if (name) {
    const [, space = '', typed = ''] = name
    if (typed === '' && !context.explicit) return null
    const block = schemaAt(schema, parentsAt(lines, line.number - 1, space.length))
    const taken = siblingsAt(lines, line.number - 1, space.length)
    const options = Object.entries(block?.properties ?? {})
      .filter(([each]) => !taken.has(each))
      .map(([each, field]) => option(each, field, space))
    return options.length > 0 ? { from: line.from + space.length, options, validFor: /^[\w$-]*$/ } : null
  }
  const value = /^\s*[\w$-]+:\s+(\S*)$/.exec(before)
  const field = value && fieldAt(lines, line.number - 1)
  const known = field ? schemaAt(schema, field.path) : null
  if (!value || !known) return null
  const options = valuesOf(known).map((label): Completion => ({ label, type: 'constant' }))
  return options.length > 0 ? { from: context.pos - (value[1]?.length ?? 0), options } : null
}

function option(name: string, field: Schema, space: string): Completion {
  const behind = field.properties || field.type === 'object' ? `:\n${space}  ` : ': '
  return {
    label: name,
    apply: name + behind,
    type: 'property',
    info: () => explanation(field),
    ...(field.title ? { detail: field.title } : {}),
  }
}

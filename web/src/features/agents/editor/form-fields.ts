import { formField } from '../document/fields'
import type { Path } from '../document/splice'
import type { Finding } from '../types'
import { inFormWords, spoken } from './form-words'
import { type Schema, schemaAt } from './places'

/** A field's label and help from the schema, and what the server found wrong with it. */
export function aboutField(schema: Schema | undefined, findings: readonly Finding[], path: Path) {
  const dotted = path.join('.')
  const known = schema ? schemaAt(schema, path.map(String)) : null
  const wrong = findings.find(({ path: at, severity }) => severity === 'error' && formField(at) === dotted)
  return {
    label: known?.title ?? dotted,
    help: known?.description && inFormWords(known.description, schema),
    error: wrong && spoken(wrong, schema),
  }
}

/** Puts the focus into the field in which a place of the file is shown; false when the form does not show it. */
export function focusField(form: HTMLElement | null, place: string): boolean {
  const name = formField(place)
  const field = name && form?.querySelector<HTMLElement>(`[data-field="${name}"]`)
  const control = field && (field.matches('input, textarea, select') ? field : field.querySelector('input'))
  if (!(control instanceof HTMLElement)) return false
  control.focus()
  control.scrollIntoView({ block: 'center' })
  return true
}

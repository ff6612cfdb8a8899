import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { indentOnInput, indentUnit } from '@codemirror/language'
import { lintGutter, nextDiagnostic } from '@codemirror/lint'
import { Compartment, EditorState, type Extension } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { look } from '@/ui/editor/look'
import type { Finding } from '../types'
import { marks, placeOf } from './marks'
import type { Schema } from './places'

type Parts = {
  help: Compartment
  access: Compartment
  search: Compartment
  changed: { call: (value: string) => void }
}
/** What rests while the form is shown: the state with its history, and what in it can be exchanged. */
export type Kept = RefObject<{ state: EditorState; parts: Parts } | null>

type Props = {
  label: string
  value: string
  onChange: (value: string) => void
  readOnly: boolean
  findings: readonly Finding[]
  schema: Schema | undefined
  kept: Kept
  /** A finding to go to; a new object each time. */
  goTo: { finding: Finding } | null
}

/** The text of an agent file: highlighting, help by the schema, marks of the server's findings, search and undo. */
export default function CodeEditor(props: Props) {
  const { label, value, onChange, readOnly, findings, schema, kept, goTo } = props
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const begun = useRef({ label, value, readOnly })
  const [parts] = useState<Parts>(
    () =>
      kept.current?.parts ?? {
        help: new Compartment(),
        access: new Compartment(),
        search: new Compartment(),
        changed: { call: onChange },
      },
  )
  parts.changed.call = onChange

  useEffect(() => {
    if (!place.current) return
    const { label, value, readOnly } = begun.current
    const extensions = [
      ...ALWAYS,
      EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
      parts.help.of([]),
      parts.search.of(keymap.of([{ key: 'Mod-f', run: (view) => searchLater(view, parts.search) }])),
      parts.access.of(accessOf(readOnly)),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) parts.changed.call(update.state.doc.toString())
      }),
    ]
    const state = kept.current?.state ?? EditorState.create({ doc: value, extensions })
    const made = new EditorView({ parent: place.current, state })
    view.current = made
    return () => {
      kept.current = { state: made.state, parts }
      made.destroy()
      view.current = null
    }
  }, [kept, parts])

  useEffect(() => {
    const editor = view.current
    const now = editor?.state.doc.toString()
    if (editor && now !== undefined && now !== value) editor.dispatch({ changes: difference(now, value) })
  }, [value])

  useEffect(() => {
    if (!schema) return
    // Completion and explanations come after the text is there.
    void import('./help').then(({ schemaHelp }) =>
      view.current?.dispatch({ effects: parts.help.reconfigure(schemaHelp(schema)) }),
    )
  }, [schema, parts])

  useEffect(() => {
    view.current?.dispatch({ effects: parts.access.reconfigure(accessOf(readOnly)) })
  }, [readOnly, parts])

  useEffect(() => {
    const editor = view.current
    if (editor) editor.dispatch(marks(editor.state, findings))
  }, [findings])

  useEffect(() => {
    const editor = view.current
    if (!editor || !goTo) return
    const { from } = placeOf(editor.state, goTo.finding)
    editor.dispatch({
      selection: { anchor: from },
      effects: EditorView.scrollIntoView(from, { y: 'center' }),
    })
    editor.focus()
  }, [goTo])

  return (
    <div
      ref={place}
      className="h-full min-h-0 overflow-hidden rounded-md border outline-ring focus-within:outline-2 focus-within:outline-offset-1"
    />
  )
}

const ALWAYS: readonly Extension[] = [
  lineNumbers(),
  lintGutter(),
  highlightActiveLineGutter(),
  history(),
  drawSelection(),
  indentOnInput(),
  indentUnit.of('  '),
  EditorView.lineWrapping,
  yaml(),
  keymap.of([{ key: 'F8', run: nextDiagnostic }, ...historyKeymap, ...defaultKeymap]),
  look,
]

/** Search is loaded when it is first asked for. */
function searchLater(view: EditorView, part: Compartment): boolean {
  void import('@/ui/editor/searching').then(({ beginSearch }) => beginSearch(view, part))
  return true
}

function accessOf(readOnly: boolean): Extension {
  return [
    EditorState.readOnly.of(readOnly),
    EditorView.contentAttributes.of({ 'aria-readonly': String(readOnly) }),
  ]
}

/** The smallest change from one text to another, so that the cursor and the marks stay where they are. */
function difference(before: string, after: string): { from: number; to: number; insert: string } {
  let from = 0
  while (from < before.length && from < after.length && before[from] === after[from]) from += 1
  let end = 0
  const most = Math.min(before.length, after.length) - from
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1
  return { from, to: before.length - end, insert: after.slice(from, after.length - end) }
}

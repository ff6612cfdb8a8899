import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { bracketMatching } from '@codemirror/language'
import { lintGutter, nextDiagnostic } from '@codemirror/lint'
import { Compartment, EditorState, type Extension } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view'
import { useEffect, useRef, useState } from 'react'
import { look } from '@/ui/editor/look'
import type { Finding } from '../types'
import { cedar } from './cedar'
import { marks, placeOf } from './marks'

type Props = {
  label: string
  value: string
  onChange: (value: string) => void
  readOnly: boolean
  findings: readonly Finding[]
  /** A finding to go to; a new object each time. */
  goTo: { finding: Finding } | null
}

/** Policies as text: highlighting, marks of the server's findings, search and undo. */
export default function CodeEditor({ label, value, onChange, readOnly, findings, goTo }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const begun = useRef({ label, value, readOnly })
  const [parts] = useState(() => ({
    access: new Compartment(),
    search: new Compartment(),
    changed: onChange,
  }))
  parts.changed = onChange

  useEffect(() => {
    if (!place.current) return
    const { label, value, readOnly } = begun.current
    const made = new EditorView({
      parent: place.current,
      doc: value,
      extensions: [
        ...ALWAYS,
        EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
        parts.search.of(keymap.of([{ key: 'Mod-f', run: (editor) => searchLater(editor, parts.search) }])),
        parts.access.of(accessOf(readOnly)),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) parts.changed(update.state.doc.toString())
        }),
      ],
    })
    view.current = made
    return () => {
      made.destroy()
      view.current = null
    }
  }, [parts])

  useEffect(() => {
    const editor = view.current
    const now = editor?.state.doc.toString()
    if (editor && now !== undefined && now !== value) {
      editor.dispatch({ changes: { from: 0, to: now.length, insert: value } })
    }
  }, [value])

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
  bracketMatching(),
  EditorView.lineWrapping,
  cedar,
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

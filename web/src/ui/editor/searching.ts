import { openSearchPanel, search, searchKeymap } from '@codemirror/search'
import type { Compartment, Extension } from '@codemirror/state'
import { type EditorView, keymap } from '@codemirror/view'

const SEARCHING: Extension = [search({ top: true }), keymap.of(searchKeymap)]

/** Gives an editor its search, and opens it. */
export function beginSearch(view: EditorView, part: Compartment): void {
  view.dispatch({ effects: part.reconfigure(SEARCHING) })
  openSearchPanel(view)
}

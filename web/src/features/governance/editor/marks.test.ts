import { EditorState } from '@codemirror/state'
import { expect, test } from 'vitest'
import type { Finding } from '../types'
import { placeOf } from './marks'

function at(text: string, line: number, column: number, width = 1): { from: number; to: number } {
  const finding: Finding = {
    severity: 'error',
    line,
    column,
    end_line: line,
    end_column: column + width,
    message: '',
    fix: '',
    policy: '',
  }
  return placeOf(EditorState.create({ doc: text }), finding)
}

test('a place is found after letters that count twice', () => {
  expect(at('ab\n"😀" x', 2, 5)).toEqual({ from: 8, to: 9 })
})

test('a place that is not there any more is the nearest one', () => {
  expect(at('ab', 9, 9)).toEqual({ from: 2, to: 2 })
  expect(at('', 1, 1)).toEqual({ from: 0, to: 0 })
  expect(at('ab', 1, 1, 0)).toEqual({ from: 0, to: 1 })
})

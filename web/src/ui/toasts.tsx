import type { CSSProperties } from 'react'
import { Toaster } from 'sonner'

const COLOURS = {
  '--success-bg': 'var(--ok-tint)',
  '--success-border': 'var(--border)',
  '--success-text': 'var(--ok)',
  '--warning-bg': 'var(--warn-tint)',
  '--warning-border': 'var(--border)',
  '--warning-text': 'var(--warn)',
  '--error-bg': 'var(--bad-tint)',
  '--error-border': 'var(--border)',
  '--error-text': 'var(--bad)',
  fontFamily: 'inherit',
} as CSSProperties

/** Where short messages appear, in the colours of the application. */
export function Toasts({ theme }: { theme: 'light' | 'dark' }) {
  return (
    <Toaster
      theme={theme}
      position="top-right"
      offset={{ top: 60, right: 20 }}
      mobileOffset={{ top: 56 }}
      richColors
      closeButton
      style={COLOURS}
    />
  )
}

import { useEffect, useState } from 'react'
import { recall, remember } from '@/storage'

const PLAN_ONLY = 'remit.plan-only'
const DRAFT = 'remit.command-draft'

/** Whether commands only make a plan; remembered by this browser. */
export function usePlanOnly(): [boolean, (on: boolean) => void] {
  const [on, set] = useState(() => recall(PLAN_ONLY) === 'yes')
  const choose = (next: boolean) => {
    set(next)
    remember(PLAN_ONLY, next ? 'yes' : 'no')
  }
  return [on, choose]
}

/** What is typed, kept by this tab: neither a reload nor signing in again takes it away. */
export function useDraft(): [string, (text: string) => void] {
  const [text, setText] = useState(loadDraft)
  useEffect(() => {
    try {
      sessionStorage.setItem(DRAFT, text)
    } catch {
      // it is on screen all the same
    }
  }, [text])
  return [text, setText]
}

function loadDraft(): string {
  try {
    return sessionStorage.getItem(DRAFT) ?? ''
  } catch {
    return ''
  }
}

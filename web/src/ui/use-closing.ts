import { useState } from 'react'
import { giveUpWrites } from '@/api/writes'
import { toast } from './toast'

/** Closes at once, also while something is being done: the request is given up, and what cannot be known is said. */
export function useClosing(busy: boolean, onClose: () => void): () => void {
  const [opened] = useState(() => performance.now())
  return () => {
    if (busy && giveUpWrites(opened)) {
      toast.warning('Closed before Remit answered', {
        description: 'What you asked for may have been done all the same: look before you ask for it again.',
      })
    }
    onClose()
  }
}

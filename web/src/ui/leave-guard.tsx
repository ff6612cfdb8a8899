import { useBlocker } from '@tanstack/react-router'
import { ConfirmDialog } from '@/ui/confirm-dialog'

/** Asks before a page with unsaved changes is left; the browser asks when its tab is closed. */
export function LeaveGuard({ unsaved }: { unsaved: boolean }) {
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => unsaved && current.pathname !== next.pathname,
    enableBeforeUnload: () => unsaved,
    withResolver: true,
  })
  if (blocker.status !== 'blocked') return null
  return (
    <ConfirmDialog
      title="Leave without saving?"
      verb="Leave"
      danger
      onConfirm={blocker.proceed}
      onClose={blocker.reset}
    >
      <p>What you changed is not saved and will be lost.</p>
    </ConfirmDialog>
  )
}

import type { ChangeAnswer } from '@/api/gen'
import { toast } from '@/ui/toast'

const TITLES: Record<ChangeAnswer['outcome'], string> = {
  deploying: 'The rollout has begun',
  pending_approval: 'It waits for approval',
  done: 'Done',
}

/** Says in a toast what became of a change. */
export function tellChange({ outcome, message }: ChangeAnswer): void {
  toast.success(TITLES[outcome], { description: `${message}.` })
}

import { ConfirmDialog } from '@/ui/confirm-dialog'
import { toast } from '@/ui/toast'
import { useDeleteBudget, useDeleteLimit } from './queries'
import type { Budget, Limit } from './types'
import { money, nameOf, nameOfLimit } from './words'

export function DeleteBudget({ budget, onClose }: { budget: Budget; onClose: () => void }) {
  const remove = useDeleteBudget()
  const done = () => {
    toast.success(`${nameOf(budget)} is deleted`)
    onClose()
  }
  return (
    <ConfirmDialog
      title="Delete this budget?"
      verb="Delete"
      danger
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ path: { budget_id: budget.id } }, { onSuccess: done })}
      onClose={onClose}
    >
      <p className="wrap-anywhere">
        {nameOf(budget)}: from the next call on it limits nothing. {money(budget.spent_usd)} are spent; a new
        budget for the same counts them again.
      </p>
    </ConfirmDialog>
  )
}

export function DeleteLimit({ limit, onClose }: { limit: Limit; onClose: () => void }) {
  const remove = useDeleteLimit()
  const done = () => {
    toast.success(`The limit of ${nameOfLimit(limit)} is deleted`)
    onClose()
  }
  return (
    <ConfirmDialog
      title={`Delete the limit of ${nameOfLimit(limit)}?`}
      verb="Delete"
      danger
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate({ path: { limit_id: limit.id } }, { onSuccess: done })}
      onClose={onClose}
    >
      <p>From the next call on, what holds for all of its kind holds again.</p>
    </ConfirmDialog>
  )
}

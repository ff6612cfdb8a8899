import { SpendingView } from '@/features/metering'
import { useSession } from '@/features/tenancy'

export function Page() {
  const { may } = useSession()
  return (
    <SpendingView
      mayWriteBudgets={may.includes('budget.write')}
      mayWriteLimits={may.includes('limit.write')}
    />
  )
}

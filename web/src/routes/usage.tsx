import { UsageView } from '@/features/metering/usage'

export function Page() {
  return <UsageView />
}

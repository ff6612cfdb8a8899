import { ViolationsView } from '@/features/governance'

export function Page() {
  return <ViolationsView />
}

import { RunsView } from '@/features/runtime'

export function Page() {
  return <RunsView />
}
